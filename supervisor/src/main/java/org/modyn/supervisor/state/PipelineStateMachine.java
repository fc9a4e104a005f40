package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.StageStarted;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.state.PipelinePosition.Batch;
import org.modyn.supervisor.state.PipelinePosition.DecidedTrigger;
import org.modyn.supervisor.state.PipelinePosition.Page;
import org.modyn.supervisor.state.StepResult.DataArrived;
import org.modyn.supervisor.state.StepResult.Decided;
import org.modyn.supervisor.state.StepResult.Evaluated;
import org.modyn.supervisor.state.StepResult.Fetched;
import org.modyn.supervisor.state.StepResult.Informed;
import org.modyn.supervisor.state.StepResult.Started;
import org.modyn.supervisor.state.StepResult.Stored;
import org.modyn.supervisor.state.StepResult.Trained;
import org.modyn.supervisor.state.StepResult.TrainingLost;
import org.modyn.supervisor.state.StepResult.Triggered;

/**
 * Decides what a pipeline does next. A pure function of the position and the result of the last
 * step: it reads no clock and calls no server. The diagram of states is in the description of the
 * package.
 */
public final class PipelineStateMachine {
  private final PipelineParameters parameters;
  private final TriggerStates triggerStates;

  public PipelineStateMachine(PipelineParameters parameters) {
    this.parameters = requireNonNull(parameters, "parameters is null");
    this.triggerStates = new TriggerStates(parameters);
  }

  /** Returns the first transition of a pipeline, at a time in microseconds since 1970. */
  public Transition begin(PipelinePosition initial, long nowMicros) {
    Draft draft = new Draft(initial, nowMicros);
    draft.pass(Stage.INIT);
    draft.enter(Stage.INIT_CLUSTER_CONNECTION);
    draft.emit(StageStarted.of(Stage.INIT_CLUSTER_CONNECTION));
    return toTransition(draft);
  }

  /**
   * Returns what follows from a step.
   *
   * @param position the position that the step was derived from
   * @throws IllegalArgumentException when the result is not one of a step in this position
   */
  public Transition next(PipelinePosition position, CompletedStep completed) {
    Draft draft = new Draft(position, completed.endMicros());
    StepResult result = completed.result();
    if (!(result instanceof Decided)) {
      draft.elapse(completed.nanos(), Stage.EVALUATE_TRIGGER_POLICY);
    }
    switch (result) {
      case Started started -> afterStart(draft, started);
      case Fetched fetched -> afterFetch(draft, fetched, completed);
      case DataArrived _ -> {
        draft.leave(Stage.WAIT_FOR_NEW_DATA);
        fetch(draft);
      }
      case Decided decided -> afterDecision(draft, decided, completed);
      case Informed informed -> afterInform(draft, informed);
      case Triggered triggered -> {
        triggerStates.afterTrigger(draft, triggered);
        continueUnlessTraining(draft);
      }
      case Trained trained -> triggerStates.afterTraining(draft, trained, completed.nanos());
      case TrainingLost _ -> triggerStates.afterLoss(draft);
      case Stored stored -> {
        triggerStates.afterStore(draft, stored, completed.nanos());
        continueUnlessTraining(draft);
      }
      case Evaluated _ -> afterEvaluation(draft);
    }
    return toTransition(draft);
  }

  private Transition toTransition(Draft draft) {
    return draft.toTransition(step(draft.position()));
  }

  /** Returns the step that a pipeline is at. */
  public Step step(PipelinePosition position) {
    return switch (position.state()) {
      case START -> new Step.Start();
      case FETCH -> new Step.Fetch(position.data().read());
      case AWAIT_DATA -> new Step.AwaitData(follow(position.data().read()).start());
      case DECIDE -> new Step.Decide(undecided(position));
      case INFORM ->
          new Step.Inform(
              position.batch().orElseThrow().size() - position.batch().orElseThrow().sent(),
              position.data().samplesSent());
      case TRIGGER ->
          new Step.Trigger(
              position.trigger().orElseThrow().samples(),
              position.data().samplesSent(),
              position.triggers());
      case TRAIN -> triggerStates.train(position);
      case STORE -> triggerStates.store(position);
      case EVALUATE -> new Step.Evaluate(TriggerStates.model(position.trigger().orElseThrow()));
      case EVALUATE_ALL -> new Step.EvaluateAll();
      case FINISH -> new Step.Finish();
    };
  }

  private int undecided(PipelinePosition position) {
    return position
        .batch()
        .map(batch -> batch.size() - batch.sent())
        .orElseGet(
            () -> {
              Page page = position.page().orElseThrow();
              return Math.min(parameters.selectorBatchSize(), page.size() - page.done());
            });
  }

  private static ReadPosition.Follow follow(ReadPosition read) {
    return (ReadPosition.Follow) read;
  }

  private void afterStart(Draft draft, Started started) {
    draft.totalSamples = started.totalSamples();
    draft.leave(Stage.INIT_CLUSTER_CONNECTION);
    Stage stage = parameters.isReplay() ? Stage.REPLAY_DATA : Stage.SERVE_ONLINE_DATA;
    draft.enter(stage);
    draft.emit(StageStarted.ofDataset(stage, parameters.datasetId()));
    fetch(draft);
  }

  private void fetch(Draft draft) {
    if (isMaximumReached(draft, 0)) {
      endOfData(draft);
      return;
    }
    if (!parameters.isReplay()) {
      draft.enter(Stage.FETCH_NEW_DATA);
      draft.emit(StageStarted.ofDataset(Stage.FETCH_NEW_DATA, parameters.datasetId()));
    }
    draft.state = State.FETCH;
  }

  private void afterFetch(Draft draft, Fetched fetched, CompletedStep completed) {
    draft.commit = Transition.Commit.WITH_NEXT;
    if (fetched.samples() > 0) {
      if (draft.read instanceof ReadPosition.Follow follow) {
        draft.read =
            new ReadPosition.Follow(
                follow.start(), Optional.of(fetched.nextPosition()), Optional.empty());
      }
      startPage(
          draft,
          new Page(
              completed.nanos() / 1_000_000,
              fetched.samples(),
              0,
              fetched.nextPosition(),
              fetched.isLast(),
              List.of()),
          fetched.first().orElseThrow());
    } else if (parameters.isReplay()) {
      endOfData(draft);
    } else {
      // deleted samples leave a page without samples behind, which is skipped
      ReadPosition.Follow follow = follow(draft.read);
      draft.read =
          new ReadPosition.Follow(
              Math.max(follow.start(), fetched.nextPosition()), Optional.empty(), Optional.empty());
      draft.discard(Stage.FETCH_NEW_DATA);
      awaitData(draft);
    }
  }

  private void awaitData(Draft draft) {
    draft.enter(Stage.WAIT_FOR_NEW_DATA);
    draft.emit(StageStarted.ofDataset(Stage.WAIT_FOR_NEW_DATA, parameters.datasetId()));
    draft.state = State.AWAIT_DATA;
  }

  private void startPage(Draft draft, Page page, SampleId first) {
    draft.page = Optional.of(page);
    draft.logged =
        new Position(draft.logged.batchIndex(), first.key(), first.timestamp(), draft.triggers);
    draft.enter(Stage.PROCESS_NEW_DATA);
    draft.emit(new PipelineEvent.SamplesFetched(page.size()));
    draft.state = State.DECIDE;
  }

  private void afterDecision(Draft draft, Decided decided, CompletedStep completed) {
    draft.commit = Transition.Commit.WITH_NEXT;
    if (draft.batch.isEmpty()) {
      startBatch(draft, decided.range(), completed.startMicros());
    }
    // the policy's time is not that of handling triggers
    draft.elapse(completed.nanos(), Stage.HANDLE_TRIGGERS);
    draft.policy = decided.policyState();
    Batch batch = draft.batch.orElseThrow();
    int size = batch.sent() + decided.range().size(); // smaller if samples were deleted meanwhile
    List<Map<String, Object>> policyLog = new ArrayList<>(batch.policyLog());
    decided.log().ifPresent(policyLog::add);
    if (decided.index().isEmpty()) {
      draft.batch =
          Optional.of(
              new Batch(
                  size,
                  batch.sent(),
                  batch.triggerIndexes(),
                  batch.evaluationMillis(),
                  policyLog,
                  batch.emptyTriggers(),
                  Optional.empty(),
                  true));
    } else {
      int samples = decided.index().get() + 1;
      boolean isEmpty = samples == 0 && triggerStates.isNothingToTrainOn(draft);
      List<Integer> indexes = new ArrayList<>(batch.triggerIndexes());
      indexes.add(batch.sent() + decided.index().get());
      List<Integer> millis = new ArrayList<>(batch.evaluationMillis());
      millis.add((int) (completed.nanos() / 1_000_000));
      int emptyTriggers = batch.emptyTriggers() + (isEmpty ? 1 : 0);
      draft.batch =
          Optional.of(
              new Batch(
                  size,
                  batch.sent(),
                  indexes,
                  millis,
                  policyLog,
                  emptyTriggers,
                  isEmpty
                      ? Optional.empty()
                      : Optional.of(
                          new DecidedTrigger(samples, triggerStates.first(decided, samples))),
                  isMaximumReached(draft, emptyTriggers)));
    }
    continueBatch(draft);
  }

  private void startBatch(Draft draft, SampleRange range, long startMicros) {
    range
        .first()
        .ifPresent(
            first ->
                draft.logged =
                    new Position(
                        draft.logged.batchIndex(),
                        draft.logged.sampleIndex(),
                        first.timestamp(),
                        draft.triggers));
    draft.emit(new PipelineEvent.BatchStarted(range.size()));
    draft.enter(Stage.PROCESS_NEW_DATA_BATCH, startMicros);
    draft.enter(Stage.EVALUATE_TRIGGER_POLICY, startMicros);
    draft.enter(Stage.HANDLE_TRIGGERS, startMicros);
    draft.emit(StageStarted.of(Stage.HANDLE_TRIGGERS));
    draft.batch = Optional.of(Batch.of(range.size()));
  }

  private void continueUnlessTraining(Draft draft) {
    if (draft.trigger.isEmpty()) {
      continueBatch(draft);
    }
  }

  /** Handles the triggers that the policy has decided on, then asks it again. */
  private void continueBatch(Draft draft) {
    Batch batch = draft.batch.orElseThrow();
    boolean isDecided = batch.isDecided() || isMaximumReached(draft, batch.emptyTriggers());
    if (batch.emptyTriggers() > 0 && (batch.decided().isPresent() || isDecided)) {
      triggerStates.startEmpty(draft);
    } else if (batch.decided().isPresent() && !isMaximumReached(draft, 0)) {
      triggerStates.start(draft);
    } else if (isDecided) {
      informOfRemaining(draft);
    } else {
      draft.state = State.DECIDE;
    }
  }

  private void informOfRemaining(Draft draft) {
    Batch batch = draft.batch.orElseThrow();
    draft.leave(
        Stage.EVALUATE_TRIGGER_POLICY,
        new StageInfo.EvaluateTriggerInfo(
            batch.size(),
            batch.triggerIndexes(),
            batch.evaluationMillis(),
            Map.of("evaluations", batch.policyLog())));
    draft.leave(Stage.HANDLE_TRIGGERS);
    draft.enter(Stage.INFORM_SELECTOR_REMAINING_DATA);
    if (batch.sent() < batch.size()) {
      draft.state = State.INFORM;
    } else {
      endBatch(draft, batch, Optional.empty());
    }
  }

  private void afterInform(Draft draft, Informed informed) {
    Batch batch = draft.batch.orElseThrow();
    SampleRange range = informed.range();
    triggerStates.sent(draft, range);
    triggerStates.remain(draft, range);
    endBatch(draft, batch, Optional.of(informed));
  }

  private void endBatch(Draft draft, Batch batch, Optional<Informed> informed) {
    draft.commit =
        draft.commit == Transition.Commit.NOW && informed.isPresent()
            ? Transition.Commit.SOON
            : draft.commit;
    int remaining = informed.map(sent -> sent.range().size()).orElse(0);
    draft.leave(
        Stage.INFORM_SELECTOR_REMAINING_DATA,
        new StageInfo.SelectorInformInfo(
            informed.map(Informed::selectorLog), remaining > 0, batch.triggerIndexes()));
    draft.leave(Stage.PROCESS_NEW_DATA_BATCH);
    Page page = draft.page.orElseThrow();
    List<Integer> indexes = new ArrayList<>(page.triggerIndexes());
    indexes.addAll(batch.triggerIndexes());
    // samples that were deleted since the page was fetched are done as well
    int processed = batch.sent() + remaining;
    int planned = Math.min(parameters.selectorBatchSize(), page.size() - page.done());
    Page advanced =
        new Page(
            page.fetchMillis(),
            page.size(),
            page.done() + Math.max(planned, processed),
            page.nextPosition(),
            page.isLast(),
            indexes);
    draft.page = Optional.of(advanced);
    draft.batch = Optional.empty();
    draft.samplesProcessed += processed;
    draft.logged =
        new Position(
            draft.logged.batchIndex() + 1,
            draft.logged.sampleIndex(),
            draft.logged.sampleTime(),
            draft.triggers);
    if (advanced.done() < advanced.size() && !isMaximumReached(draft, 0)) {
      draft.state = State.DECIDE;
    } else {
      endPage(draft, advanced);
    }
  }

  private void endPage(Draft draft, Page page) {
    draft.emit(new PipelineEvent.SamplesProcessed());
    draft.leave(
        Stage.PROCESS_NEW_DATA,
        new StageInfo.ProcessNewDataInfo(page.fetchMillis(), page.size(), page.triggerIndexes()));
    draft.page = Optional.empty();
    if (draft.isIn(Stage.FETCH_NEW_DATA)) {
      draft.leave(
          Stage.FETCH_NEW_DATA, new StageInfo.FetchDataInfo(page.size(), page.triggerIndexes()));
    }
    if (draft.read instanceof ReadPosition.Follow) {
      draft.read = new ReadPosition.Follow(page.nextPosition(), Optional.empty(), Optional.empty());
    }
    if (!page.isLast() || isMaximumReached(draft, 0)) {
      fetch(draft);
    } else if (parameters.isReplay()) {
      endOfData(draft);
    } else {
      awaitData(draft);
    }
  }

  /** Ends the data, after a last trigger if the pipeline file asks for one. */
  private void endOfData(Draft draft) {
    boolean triggersAtEnd = parameters.config().pipeline().triggersAtEnd();
    if (triggersAtEnd && draft.remaining.isPresent() && !isMaximumReached(draft, 0)) {
      startPage(
          draft,
          new Page(0, 0, 0, 0, true, List.of()),
          new SampleId(draft.lastTimestampSent, draft.logged.sampleIndex()));
      startBatch(draft, new SampleRange(0, Optional.empty(), Optional.empty()), draft.nowMicros());
      draft.batch =
          Optional.of(
              new Batch(
                  0,
                  0,
                  List.of(-1),
                  List.of(0),
                  List.of(),
                  0,
                  Optional.of(new DecidedTrigger(0, OptionalLong.empty())),
                  true));
      triggerStates.start(draft);
      return;
    }
    if (parameters.isReplay()) {
      if (draft.samplesSent == 0) {
        draft.emit(PipelineEvent.Note.of(noSamples()));
      }
      draft.emit(StageStarted.ofDataset(Stage.REPLAY_DATA_DONE, parameters.datasetId()));
      draft.leave(Stage.REPLAY_DATA);
    } else {
      draft.leave(Stage.SERVE_ONLINE_DATA);
    }
    draft.commit = Transition.Commit.NOW;
    draft.pass(Stage.DONE);
    draft.emit(StageStarted.of(Stage.DONE));
    if (parameters.config().evaluation().isPresent()) {
      draft.pass(Stage.POST_EVALUATION_CHECKPOINT);
      draft.enter(Stage.POST_EVALUATION);
      draft.emit(StageStarted.of(Stage.POST_EVALUATION));
      draft.state = State.EVALUATE_ALL;
    } else {
      finish(draft);
    }
  }

  private String noSamples() {
    return String.format(
        Locale.ROOT,
        "the dataset '%s' has no samples from %d on%s (seconds since 1970): there is nothing to"
            + " replay",
        parameters.datasetId(),
        parameters.startReplayAt().orElseThrow(),
        parameters.stopReplayAt().map(stop -> " until " + stop).orElse(""));
  }

  private void afterEvaluation(Draft draft) {
    if (draft.state == State.EVALUATE) {
      triggerStates.afterEvaluation(draft);
      continueBatch(draft);
    } else {
      draft.leave(Stage.POST_EVALUATION);
      finish(draft);
    }
  }

  private static void finish(Draft draft) {
    // reached, but not logged: the log is written in it
    draft.enter(Stage.EXIT);
    draft.discard(Stage.EXIT);
    draft.state = State.FINISH;
  }

  /**
   * @param more the number of triggers that are not counted yet
   */
  private boolean isMaximumReached(Draft draft, int more) {
    return parameters.maximumTriggers().filter(limit -> draft.triggers + more >= limit).isPresent();
  }
}
