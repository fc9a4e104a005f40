package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.supervisor.log.Position;

/**
 * The position of a pipeline: everything that is needed to continue it. Its size does not depend on
 * the number of samples or models. Immutable.
 *
 * @param page the page of samples in progress
 * @param batch the batch in progress, which is part of the page
 * @param trigger the trigger in progress, which is part of the batch
 * @param policy the state of the triggering policy
 * @param triggers the number of triggers handled, with and without a training
 * @param previousModel the model that the next training starts from
 * @param attempt the number of times that the pipeline was retried after a failure
 */
public record PipelinePosition(
    State state,
    DataPosition data,
    Optional<Page> page,
    Optional<Batch> batch,
    Optional<CurrentTrigger> trigger,
    PolicyState policy,
    int triggers,
    Optional<Integer> previousModel,
    int attempt,
    StageRuns stages) {

  public PipelinePosition {
    requireNonNull(state, "state is null");
    requireNonNull(data, "data is null");
    requireNonNull(page, "page is null");
    requireNonNull(batch, "batch is null");
    requireNonNull(trigger, "trigger is null");
    requireNonNull(policy, "policy is null");
    requireNonNull(previousModel, "previousModel is null");
    requireNonNull(stages, "stages is null");
  }

  /**
   * Returns the position of a pipeline that has not started.
   *
   * @param initialModel the model that the first training starts from
   */
  public static PipelinePosition initial(
      PipelineParameters parameters, Optional<Integer> initialModel) {
    ReadPosition read =
        parameters.isReplay()
            ? new ReadPosition.Replay(Optional.empty())
            : new ReadPosition.Follow(
                parameters.startPosition(), Optional.empty(), Optional.empty());
    return new PipelinePosition(
        State.START,
        new DataPosition(
            read,
            OptionalLong.empty(),
            0,
            0,
            0,
            Optional.empty(),
            OptionalLong.empty(),
            new Position(0, 0, 0, 0)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        PolicyState.initial(),
        0,
        initialModel,
        0,
        StageRuns.none());
  }

  /**
   * Returns the same position for a retry after a failure, with other ids of requests, so that a
   * server does not answer with the failure of the earlier one.
   */
  public PipelinePosition retried() {
    return new PipelinePosition(
        state, data, page, batch, trigger, policy, triggers, previousModel, attempt + 1, stages);
  }

  /**
   * The position in the data.
   *
   * @param totalSamples the number of samples of a replay
   * @param samplesProcessed the number of samples in the batches that are done
   * @param samplesSent the number of samples that were sent to the selector
   * @param lastTimestampSent the timestamp of the last one
   * @param remaining the times of the samples since the last trigger
   * @param emptyAfter {@code samplesSent} at the last trigger if its training set was empty
   * @param logged the position that the log shows
   */
  public record DataPosition(
      ReadPosition read,
      OptionalLong totalSamples,
      long samplesProcessed,
      long samplesSent,
      long lastTimestampSent,
      Optional<TimeRange> remaining,
      OptionalLong emptyAfter,
      Position logged) {
    /** Returns the timestamp of the last sample that was sent; empty before the first one. */
    public OptionalLong lastTimestamp() {
      return samplesSent == 0 ? OptionalLong.empty() : OptionalLong.of(lastTimestampSent);
    }
  }

  /**
   * A page of samples.
   *
   * @param fetchMillis the time that fetching it took, in milliseconds
   * @param size in samples
   * @param done the number of samples in batches that are done
   * @param nextPosition in production, the ingest position after the page
   * @param isLast whether no samples followed when it was fetched
   * @param triggerIndexes of all its batches
   */
  public record Page(
      long fetchMillis,
      int size,
      int done,
      long nextPosition,
      boolean isLast,
      List<Integer> triggerIndexes) {
    public Page {
      triggerIndexes = List.copyOf(triggerIndexes);
    }
  }

  /**
   * A batch.
   *
   * @param size in samples
   * @param sent the number of samples that were sent to the selector
   * @param triggerIndexes the indexes of the samples that triggered
   * @param evaluationMillis the time that the policy took for each of them, in milliseconds
   * @param policyLog the policy's log of its decisions
   * @param emptyTriggers the number of the last triggers that have nothing to train on and are not
   *     sent to the selector yet
   * @param decided a trigger that the policy has decided on, not handled yet
   * @param isDecided whether the policy has no further trigger in this batch
   */
  public record Batch(
      int size,
      int sent,
      List<Integer> triggerIndexes,
      List<Integer> evaluationMillis,
      List<Map<String, Object>> policyLog,
      int emptyTriggers,
      Optional<DecidedTrigger> decided,
      boolean isDecided) {
    public Batch {
      triggerIndexes = List.copyOf(triggerIndexes);
      evaluationMillis = List.copyOf(evaluationMillis);
      policyLog = List.copyOf(policyLog);
    }

    /** Returns a batch that the policy has not been asked about. */
    static Batch of(int size) {
      return new Batch(size, 0, List.of(), List.of(), List.of(), 0, Optional.empty(), false);
    }

    Batch withSent(int nowSent) {
      return new Batch(
          size,
          nowSent,
          triggerIndexes,
          evaluationMillis,
          policyLog,
          emptyTriggers,
          decided,
          isDecided);
    }

    Batch withEmptyTriggers(int nowEmpty) {
      return new Batch(
          size, sent, triggerIndexes, evaluationMillis, policyLog, nowEmpty, decided, isDecided);
    }

    Batch withDecided(Optional<DecidedTrigger> nowDecided) {
      return new Batch(
          size,
          sent,
          triggerIndexes,
          evaluationMillis,
          policyLog,
          emptyTriggers,
          nowDecided,
          isDecided);
    }
  }

  /**
   * A trigger that is not handled yet.
   *
   * @param samples the number of its samples in the batch
   * @param firstTimestamp of these samples
   */
  public record DecidedTrigger(int samples, OptionalLong firstTimestamp) {}

  /**
   * A trigger that is being handled.
   *
   * @param number the ordinal of the trigger in its batch, from 0
   * @param index the index of the triggering sample in its batch
   * @param samples the number of its samples in the batch
   * @param trained set when the selector has made the training set, unless that is empty
   */
  public record CurrentTrigger(
      int number, int index, int samples, Optional<TriggerTraining> trained) {}

  /**
   * The training of a trigger.
   *
   * @param trainingSetSize in samples
   * @param range the times of the samples since the previous trigger
   * @param nanos the time since the trigger, in nanoseconds
   * @param trainingNanos the time since the start of the training, in nanoseconds
   * @param trainingId the id at the trainer server; empty before a training has ended. When its
   *     model was lost, this is the id of the lost training until the repeated one has ended
   * @param samplesTrained each counts once per epoch
   * @param modelId empty before the model is stored
   */
  public record TriggerTraining(
      int triggerId,
      int trainingSetSize,
      TimeRange range,
      long nanos,
      long trainingNanos,
      Optional<Integer> trainingId,
      long samplesTrained,
      Optional<Integer> modelId) {}
}
