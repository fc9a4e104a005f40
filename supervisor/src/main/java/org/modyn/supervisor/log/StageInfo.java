package org.modyn.supervisor.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.supervisor.evaluation.EvaluationRequest;

/**
 * Additional information about a run of a stage. The simple name of a record is the {@code
 * info_type} in the log, and its components are the fields of {@code info}.
 */
public sealed interface StageInfo {
  /** One poll for new data. */
  record FetchDataInfo(int numSamples, List<Integer> triggerIndexes) implements StageInfo {}

  /**
   * A message of samples.
   *
   * @param fetchTime milliseconds
   */
  record ProcessNewDataInfo(long fetchTime, int numSamples, List<Integer> triggerIndexes)
      implements StageInfo {}

  /**
   * The evaluation of the triggering policy on a batch.
   *
   * @param triggerEvalTimes the time that the policy took to return each index, in milliseconds
   * @param triggerEvaluationLog the policy's log of its decisions
   */
  record EvaluateTriggerInfo(
      int batchSize,
      List<Integer> triggerIndexes,
      List<Integer> triggerEvalTimes,
      Map<String, Object> triggerEvaluationLog)
      implements StageInfo {}

  /**
   * A trigger sent to the selector.
   *
   * @param triggerI the ordinal of the trigger in its batch, from 0
   * @param triggerIndex the index of the triggering sample in the batch
   */
  record SelectorInformTriggerInfo(
      int triggerI,
      int triggerIndex,
      int triggerId,
      Map<String, Object> selectorLog,
      int numSamplesInTrigger)
      implements StageInfo {}

  /** A handled trigger, as in {@link SelectorInformTriggerInfo}; no timestamps if not trained. */
  record TriggerExecutionInfo(
      int triggerI,
      int triggerIndex,
      int triggerId,
      Optional<Long> firstTimestamp,
      Optional<Long> lastTimestamp)
      implements StageInfo {}

  /** A training that has ended, with the trainer server's log. */
  record TrainingInfo(int triggerId, int trainingId, Map<String, Object> trainerLog)
      implements StageInfo {}

  /** A stored model. */
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
   * The evaluation of a model on one interval.
   *
   * @param results {@code dataset_size} and {@code metrics}; empty on failure
   */
  record SingleEvaluationInfo(
      EvaluationRequest evalRequest, Map<String, Object> results, Optional<String> failureReason)
      implements StageInfo {}
}
