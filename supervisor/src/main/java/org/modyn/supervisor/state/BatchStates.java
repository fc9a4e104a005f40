package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
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
import org.modyn.supervisor.state.StepResult.Decided;
import org.modyn.supervisor.state.StepResult.Informed;

/**
 * The part of the state machine that handles one batch: the decisions of the triggering policy, one
 * trigger after the other, and the samples after the last trigger.
 */
final class BatchStates {
  private final PipelineParameters parameters;
  private final TriggerStates triggerStates;

  BatchStates(PipelineParameters parameters, TriggerStates triggerStates) {
    this.parameters = requireNonNull(parameters, "parameters is null");
    this.triggerStates = requireNonNull(triggerStates, "triggerStates is null");
  }

  /** Adds a decision; the batch starts with the first one. */
  void afterDecision(Draft draft, Decided decided, CompletedStep completed) {
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
    policyLog.addAll(decided.log());
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
                  triggerStates.isMaximumReached(draft, emptyTriggers)));
    }
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

  /** Starts a batch without samples, with a trigger at the end of the data. */
  void startLast(Draft draft) {
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
  }

  /**
   * Handles the triggers that the policy has decided on, then asks it again.
   *
   * @return false when the batch has ended
   */
  boolean proceed(Draft draft) {
    Batch batch = draft.batch.orElseThrow();
    boolean isDecided =
        batch.isDecided() || triggerStates.isMaximumReached(draft, batch.emptyTriggers());
    if (batch.emptyTriggers() > 0 && (batch.decided().isPresent() || isDecided)) {
      triggerStates.startEmpty(draft);
    } else if (batch.decided().isPresent() && !triggerStates.isMaximumReached(draft, 0)) {
      triggerStates.start(draft);
    } else if (isDecided) {
      return informOfRemaining(draft);
    } else {
      draft.state = State.DECIDE;
    }
    return true;
  }

  private boolean informOfRemaining(Draft draft) {
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
      return true;
    }
    end(draft, batch, Optional.empty());
    return false;
  }

  /** Ends the batch. */
  void afterInform(Draft draft, Informed informed) {
    Batch batch = draft.batch.orElseThrow();
    SampleRange range = informed.range();
    triggerStates.sent(draft, range);
    triggerStates.remain(draft, range);
    end(draft, batch, Optional.of(informed));
  }

  private void end(Draft draft, Batch batch, Optional<Informed> informed) {
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
    draft.page =
        Optional.of(
            new Page(
                page.fetchMillis(),
                page.size(),
                page.done() + Math.max(planned, processed),
                page.nextPosition(),
                page.isLast(),
                indexes));
    draft.batch = Optional.empty();
    draft.samplesProcessed += processed;
    draft.logged =
        new Position(
            draft.logged.batchIndex() + 1,
            draft.logged.sampleIndex(),
            draft.logged.sampleTime(),
            draft.triggers);
  }
}
