package org.modyn.supervisor.state;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a step found out or did. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "result")
public sealed interface StepResult {
  /**
   * @param totalSamples the number of samples of the replay; empty in production
   */
  record Started(OptionalLong totalSamples) implements StepResult {}

  /**
   * A page of samples. Without samples, {@code first} and {@code end} have no meaning.
   *
   * @param first the first of them
   * @param nextPosition in production, the ingest position after the page
   * @param isLast whether no further samples follow at present
   */
  record Fetched(int samples, Optional<SampleId> first, long nextPosition, boolean isLast)
      implements StepResult {}

  /** There are samples at or after the awaited position. */
  record DataArrived() implements StepResult {}

  /**
   * A decision of the triggering policy.
   *
   * @param range the samples that the policy was asked about
   * @param index the index among them of the sample that triggers, -1 for a trigger before the
   *     first one; empty when none triggers
   * @param policyState the state of the policy afterwards
   * @param log the entries of the policy in the log of the pipeline
   */
  record Decided(
      SampleRange range,
      Optional<Integer> index,
      PolicyState policyState,
      List<Map<String, Object>> log)
      implements StepResult {}

  /**
   * @param range the samples that were sent
   */
  record Informed(SampleRange range, Map<String, Object> selectorLog) implements StepResult {}

  /**
   * @param range the samples that were sent
   * @param trainingSetSize in samples
   */
  record Triggered(
      SampleRange range, int triggerId, int trainingSetSize, Map<String, Object> selectorLog)
      implements StepResult {}

  /**
   * @param samplesTrained each counts once per epoch
   */
  record Trained(int trainingId, long samplesTrained, Map<String, Object> trainerLog)
      implements StepResult {}

  /**
   * @param policyState the state of the triggering policy, which has been informed of the model
   */
  record Stored(int modelId, PolicyState policyState) implements StepResult {}

  /** The trainer server no longer has the trained model. */
  record TrainingLost() implements StepResult {}

  record Evaluated() implements StepResult {}
}
