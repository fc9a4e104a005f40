package org.modyn.supervisor.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.supervisor.evaluation.EvaluationRequest;

/**
 * What a stage has to tell beyond its times. The simple name of a record is the {@code info_type}
 * in the log, and its components are the fields.
 */
public sealed interface StageInfo {
  /** What one look for new data has brought. */
  record FetchDataInfo(int numSamples, List<Integer> triggerIndexes) implements StageInfo {}

  /**
   * A message of samples.
   *
   * @param fetchTime milliseconds
   */
  record ProcessNewDataInfo(long fetchTime, int numSamples, List<Integer> triggerIndexes)
      implements StageInfo {}

  /**
   * What the triggering policy made of a batch.
   *
   * @param triggerEvalTimes milliseconds until the policy named each of the indexes
   * @param triggerEvaluationLog what a policy has to say about its decisions
   */
  record EvaluateTriggerInfo(
      int batchSize,
      List<Integer> triggerIndexes,
      List<Integer> triggerEvalTimes,
      Map<String, Object> triggerEvaluationLog)
      implements StageInfo {}

  /**
   * A trigger at the selector.
   *
   * @param triggerI the how many-th trigger of its batch
   * @param triggerIndex of the sample that triggers, in the batch
   */
  record SelectorInformTriggerInfo(
      int triggerI,
      int triggerIndex,
      int triggerId,
      Map<String, Object> selectorLog,
      int numSamplesInTrigger)
      implements StageInfo {}

  /** As {@link SelectorInformTriggerInfo}; without times when nothing was trained. */
  record TriggerExecutionInfo(
      int triggerI,
      int triggerIndex,
      int triggerId,
      Optional<Long> firstTimestamp,
      Optional<Long> lastTimestamp)
      implements StageInfo {}

  /** A training that is over, with the trainer server's own log. */
  record TrainingInfo(int triggerId, int trainingId, Map<String, Object> trainerLog)
      implements StageInfo {}

  /** A model that is stored. */
  record StoreModelInfo(int triggerId, int trainingId, int idModel) implements StageInfo {}

  /** The samples of a batch that belong to the next trigger. */
  record SelectorInformInfo(
      Optional<Map<String, Object>> selectorLog,
      boolean remainingData,
      List<Integer> triggerIndexes)
      implements StageInfo {}

  /** All results of one model on one dataset. */
  record MultiEvaluationInfo(
      String datasetId, int idModel, List<SingleEvaluationInfo> intervalResults)
      implements StageInfo {}

  /**
   * A model on one interval.
   *
   * @param results {@code dataset_size} and {@code metrics}, or empty
   */
  record SingleEvaluationInfo(
      EvaluationRequest evalRequest, Map<String, Object> results, Optional<String> failureReason)
      implements StageInfo {}
}
