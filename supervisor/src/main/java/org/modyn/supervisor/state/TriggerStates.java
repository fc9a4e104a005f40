package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.StageStarted;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.state.PipelinePosition.Batch;
import org.modyn.supervisor.state.PipelinePosition.CurrentTrigger;
import org.modyn.supervisor.state.PipelinePosition.DecidedTrigger;
import org.modyn.supervisor.state.PipelinePosition.TriggerTraining;
import org.modyn.supervisor.state.StepResult.Decided;
import org.modyn.supervisor.state.StepResult.Stored;
import org.modyn.supervisor.state.StepResult.Trained;
import org.modyn.supervisor.state.StepResult.Triggered;

/** The part of the state machine that handles one trigger: training set, training, evaluation. */
final class TriggerStates {
  private final PipelineParameters parameters;

  TriggerStates(PipelineParameters parameters) {
    this.parameters = requireNonNull(parameters, "parameters is null");
  }

  /**
   * Returns whether a trigger without new samples certainly has an empty training set: the last
   * trigger had one, and no samples have arrived since.
   */
  boolean isNothingToTrainOn(Draft draft) {
    return draft.emptyAfter.isPresent() && draft.emptyAfter.getAsLong() == draft.samplesSent;
  }

  /**
   * Returns whether the maximum number of triggers is reached.
   *
   * @param more the number of triggers that are not counted yet
   */
  boolean isMaximumReached(Draft draft, int more) {
    return parameters.maximumTriggers().filter(limit -> draft.triggers + more >= limit).isPresent();
  }

  /** Returns the timestamp of the first sample of a trigger. */
  OptionalLong first(Decided decided, int samples) {
    return samples == 0
        ? OptionalLong.empty()
        : OptionalLong.of(decided.range().first().orElseThrow().timestamp());
  }

  /**
   * Skips consecutive triggers that have an empty training set. They are counted, but only the last
   * one is sent to the selector, which determines the id of the next trigger from it.
   */
  void startEmpty(Draft draft) {
    Batch batch = draft.batch.orElseThrow();
    int skipped = batch.emptyTriggers() - 1;
    if (skipped > 0) {
      draft.emit(
          PipelineEvent.Note.of(
              String.format(
                  Locale.ROOT,
                  "%,d triggers, %d to %d, have nothing to train on and are skipped",
                  skipped,
                  draft.triggers,
                  draft.triggers + skipped - 1)));
      draft.triggers += skipped;
    }
    int indexes = batch.triggerIndexes().size() - (batch.decided().isPresent() ? 1 : 0);
    draft.batch = Optional.of(batch.withEmptyTriggers(0));
    start(draft, indexes - 1, batch.triggerIndexes().get(indexes - 1), 0);
  }

  /** Starts the trigger that the policy has decided on. */
  void start(Draft draft) {
    Batch batch = draft.batch.orElseThrow();
    DecidedTrigger decided = batch.decided().orElseThrow();
    draft.batch = Optional.of(batch.withEmptyTriggers(0).withDecided(Optional.empty()));
    decided.firstTimestamp().ifPresent(timestamp -> draft.logged = withTime(draft, timestamp));
    start(
        draft,
        batch.triggerIndexes().size() - 1,
        batch.triggerIndexes().getLast(),
        decided.samples());
  }

  private static Position withTime(Draft draft, long timestamp) {
    return new Position(
        draft.logged.batchIndex(), draft.logged.sampleIndex(), timestamp, draft.triggers);
  }

  private static void start(Draft draft, int number, int index, int samples) {
    draft.logged = withTime(draft, draft.logged.sampleTime());
    draft.trigger = Optional.of(new CurrentTrigger(number, index, samples, Optional.empty()));
    draft.enter(Stage.HANDLE_SINGLE_TRIGGER);
    draft.emit(StageStarted.of(Stage.HANDLE_SINGLE_TRIGGER));
    draft.enter(Stage.INFORM_SELECTOR_ABOUT_TRIGGER);
    draft.emit(StageStarted.of(Stage.INFORM_SELECTOR_ABOUT_TRIGGER));
    draft.state = State.TRIGGER;
  }

  void afterTrigger(Draft draft, Triggered triggered) {
    CurrentTrigger trigger = draft.trigger.orElseThrow();
    SampleRange range = triggered.range();
    sent(draft, range);
    draft.leave(
        Stage.INFORM_SELECTOR_ABOUT_TRIGGER,
        new StageInfo.SelectorInformTriggerInfo(
            trigger.number(),
            trigger.index(),
            triggered.triggerId(),
            triggered.selectorLog(),
            triggered.trainingSetSize()));
    Batch batch = draft.batch.orElseThrow();
    draft.batch = Optional.of(batch.withSent(batch.sent() + trigger.samples()));
    if (triggered.trainingSetSize() == 0) {
      draft.emptyAfter = OptionalLong.of(draft.samplesSent);
      endTrigger(draft, trigger, triggered.triggerId(), Optional.empty());
      return;
    }
    draft.emptyAfter = OptionalLong.empty();
    TimeRange times = takeTimes(draft, range);
    draft.trigger =
        Optional.of(
            new CurrentTrigger(
                trigger.number(),
                trigger.index(),
                trigger.samples(),
                Optional.of(
                    new TriggerTraining(
                        triggered.triggerId(),
                        triggered.trainingSetSize(),
                        times,
                        draft.openNanos(Stage.HANDLE_SINGLE_TRIGGER),
                        0,
                        Optional.empty(),
                        0,
                        Optional.empty()))));
    draft.enter(Stage.TRAIN_AND_STORE_MODEL);
    startTraining(draft, triggered.triggerId());
  }

  private static void startTraining(Draft draft, int triggerId) {
    draft.enter(Stage.TRAIN);
    draft.emit(StageStarted.ofTrigger(Stage.TRAIN, triggerId));
    draft.state = State.TRAIN;
  }

  /** Adds samples that were sent to the selector. */
  void sent(Draft draft, SampleRange range) {
    draft.samplesSent += range.size();
    range
        .last()
        .ifPresent(
            last -> {
              draft.lastTimestampSent = last.timestamp();
              draft.read =
                  switch (draft.read) {
                    case ReadPosition.Replay _ -> new ReadPosition.Replay(Optional.of(last));
                    case ReadPosition.Follow follow ->
                        new ReadPosition.Follow(follow.start(), follow.end(), Optional.of(last));
                  };
            });
  }

  /** Adds to the samples since the last trigger. */
  void remain(Draft draft, SampleRange range) {
    times(range)
        .ifPresent(
            times ->
                draft.remaining = Optional.of(draft.remaining.map(times::union).orElse(times)));
  }

  /**
   * Returns the times of the samples of a trigger, and starts the next one. Those of a trigger
   * without new samples are the timestamp of the last sample before it. Late samples may be older
   * than those that remain from earlier batches.
   */
  private static TimeRange takeTimes(Draft draft, SampleRange range) {
    TimeRange times =
        times(range)
            .map(of -> draft.remaining.map(of::union).orElse(of))
            .or(() -> draft.remaining)
            .orElse(new TimeRange(draft.lastTimestampSent, draft.lastTimestampSent));
    draft.remaining = Optional.empty();
    return times;
  }

  private static Optional<TimeRange> times(SampleRange range) {
    return range
        .first()
        .map(first -> new TimeRange(first.timestamp(), range.last().orElseThrow().timestamp()));
  }

  Step train(PipelinePosition position) {
    TriggerTraining training = training(position);
    return new Step.Train(
        training.triggerId(),
        position.triggers(),
        training.trainingSetSize(),
        position.previousModel(),
        position.attempt());
  }

  Step store(PipelinePosition position) {
    TriggerTraining training = training(position);
    return new Step.Store(
        training.triggerId(),
        training.trainingId().orElseThrow(),
        training.trainingSetSize(),
        training.nanos() / 1e9,
        position.attempt());
  }

  private static TriggerTraining training(PipelinePosition position) {
    return position.trigger().flatMap(CurrentTrigger::trained).orElseThrow();
  }

  void afterTraining(Draft draft, Trained trained, long nanos) {
    CurrentTrigger trigger = draft.trigger.orElseThrow();
    TriggerTraining training = trigger.trained().orElseThrow();
    if (training.trainingId().isPresent()) {
      // repeats a training that was lost: the log has its rows already
      draft.discard(Stage.TRAIN);
    } else {
      draft.leave(
          Stage.TRAIN,
          new StageInfo.TrainingInfo(
              training.triggerId(), trained.trainingId(), trained.trainerLog()));
      draft.pass(Stage.TRAINING_COMPLETED);
    }
    draft.emit(new PipelineEvent.TrainingCompleted(trained.trainingId()));
    draft.enter(Stage.STORE_TRAINED_MODEL);
    draft.emit(StageStarted.ofTrigger(Stage.STORE_TRAINED_MODEL, training.triggerId()));
    setTraining(
        draft,
        new TriggerTraining(
            training.triggerId(),
            training.trainingSetSize(),
            training.range(),
            training.nanos() + nanos,
            training.trainingNanos() + nanos,
            Optional.of(trained.trainingId()),
            trained.samplesTrained(),
            Optional.empty()));
    draft.state = State.STORE;
    // if the process dies before, the request of the training finds the one that has ended
    draft.commit = Transition.Commit.WITH_NEXT;
  }

  private static void setTraining(Draft draft, TriggerTraining training) {
    CurrentTrigger trigger = draft.trigger.orElseThrow();
    draft.trigger =
        Optional.of(
            new CurrentTrigger(
                trigger.number(), trigger.index(), trigger.samples(), Optional.of(training)));
  }

  /**
   * Trains again: the trainer server was restarted between the training and its storing. The id of
   * the lost training stays in the position until then.
   */
  void afterLoss(Draft draft) {
    draft.discard(Stage.STORE_TRAINED_MODEL);
    startTraining(draft, training(draft.position()).triggerId());
  }

  void afterStore(Draft draft, Stored stored, long nanos) {
    TriggerTraining before = draft.trigger.orElseThrow().trained().orElseThrow();
    TriggerTraining training =
        new TriggerTraining(
            before.triggerId(),
            before.trainingSetSize(),
            before.range(),
            before.nanos() + nanos,
            before.trainingNanos() + nanos,
            before.trainingId(),
            before.samplesTrained(),
            Optional.of(stored.modelId()));
    setTraining(draft, training);
    draft.policy = stored.policyState();
    int trainingId = training.trainingId().orElseThrow();
    draft.leave(
        Stage.STORE_TRAINED_MODEL,
        new StageInfo.StoreModelInfo(training.triggerId(), trainingId, stored.modelId()));
    draft.leave(Stage.TRAIN_AND_STORE_MODEL);
    if (parameters.config().training().usePreviousModel()) {
      draft.previousModel = Optional.of(stored.modelId());
    }
    draft.store(model(draft.trigger.orElseThrow()));
    draft.emit(StageStarted.ofTrigger(Stage.HANDLE_TRIGGERS, training.triggerId()));
    draft.emit(
        new PipelineEvent.ModelStored(
            training.triggerId(),
            trainingId,
            stored.modelId(),
            training.trainingSetSize(),
            training.samplesTrained(),
            training.range().first(),
            training.range().last(),
            training.trainingNanos() / 1e9));
    if (parameters.config().evaluation().isPresent()) {
      draft.enter(Stage.EVALUATE);
      draft.emit(StageStarted.ofTrigger(Stage.EVALUATE, training.triggerId()));
      draft.state = State.EVALUATE;
    } else {
      endTrained(draft, training);
    }
  }

  void afterEvaluation(Draft draft) {
    draft.leave(Stage.EVALUATE);
    endTrained(draft, draft.trigger.orElseThrow().trained().orElseThrow());
  }

  private static void endTrained(Draft draft, TriggerTraining training) {
    endTrigger(
        draft, draft.trigger.orElseThrow(), training.triggerId(), Optional.of(training.range()));
  }

  private static void endTrigger(
      Draft draft, CurrentTrigger trigger, int triggerId, Optional<TimeRange> times) {
    draft.leave(
        Stage.HANDLE_SINGLE_TRIGGER,
        new StageInfo.TriggerExecutionInfo(
            trigger.number(),
            trigger.index(),
            triggerId,
            times.map(TimeRange::first),
            times.map(TimeRange::last)));
    draft.trigger = Optional.empty();
    draft.triggers++;
    draft.logged =
        new Position(
            draft.logged.batchIndex(),
            draft.logged.sampleIndex() + trigger.samples(),
            draft.logged.sampleTime(),
            draft.triggers);
  }

  /** Returns the model of a trigger whose model is stored. */
  static TrainedModel model(CurrentTrigger trigger) {
    TriggerTraining training = trigger.trained().orElseThrow();
    return new TrainedModel(
        training.triggerId(),
        training.trainingId().orElseThrow(),
        training.modelId().orElseThrow(),
        training.range().first(),
        training.range().last());
  }
}
