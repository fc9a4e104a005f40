package org.modyn.supervisor.state;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.supervisor.evaluation.TrainedModel;

/** What a pipeline does next. A step may be repeated; see the package. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "step")
public sealed interface Step {
  /** Returns the trigger that the step belongs to; empty if it belongs to none. */
  default OptionalInt trigger() {
    return switch (this) {
      case Trigger step -> OptionalInt.of(step.triggerId());
      case Train step -> OptionalInt.of(step.triggerId());
      case Store step -> OptionalInt.of(step.triggerId());
      case Evaluate step -> OptionalInt.of(step.model().triggerId());
      case Start _, Fetch _, AwaitData _, Decide _, Inform _, EvaluateAll _, Finish _ ->
          OptionalInt.empty();
    };
  }

  /** Waits for the servers that the pipeline needs, and counts the samples of a replay. */
  record Start() implements Step {}

  /** Fetches samples. */
  record Fetch(ReadPosition from) implements Step {}

  /**
   * Waits for samples.
   *
   * @param ingestPosition returns when the storage's ingest position is greater
   */
  record AwaitData(long ingestPosition) implements Step {}

  /** Asks the triggering policy about the next samples, at most the given number. */
  record Decide(int samples) implements Step {}

  /**
   * Sends samples to the selector.
   *
   * @param position the number of samples that were sent before
   */
  record Inform(int samples, long position) implements Step {}

  /**
   * Sends samples to the selector, the last of which triggers.
   *
   * @param samples may be 0
   * @param position the number of samples that were sent before
   * @param triggerId the number of triggers before this one
   */
  record Trigger(int samples, long position, int triggerId) implements Step {}

  /**
   * Trains on the training set of a trigger.
   *
   * @param triggersBefore the number of triggers before this one, with and without a training
   * @param trainingSetSize in samples
   * @param attempt 0, or the number of times that the failed training was retried on request
   */
  record Train(
      int triggerId,
      int triggersBefore,
      int trainingSetSize,
      Optional<Integer> previousModel,
      int attempt)
      implements Step {}

  /**
   * Stores the model of a training.
   *
   * @param trainingId the id that the trainer server gave the training
   * @param trainingSetSize in samples
   * @param seconds the time since the trigger
   * @param attempt as in {@link Train}
   */
  record Store(int triggerId, int trainingId, int trainingSetSize, double seconds, int attempt)
      implements Step {}

  /** Evaluates a model right after its training. */
  record Evaluate(TrainedModel model) implements Step {}

  /** Runs the evaluations that are due after the last training. */
  record EvaluateAll() implements Step {}

  /** Writes the log and the results to files. The last step. */
  record Finish() implements Step {}
}
