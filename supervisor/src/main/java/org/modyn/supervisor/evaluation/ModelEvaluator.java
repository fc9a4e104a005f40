package org.modyn.supervisor.evaluation;

import java.util.List;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;

/** Evaluates models. */
public interface ModelEvaluator {
  /**
   * Evaluates one model on intervals of one dataset, and waits for the results.
   *
   * @param requests the requests for this model and this dataset
   * @return the results, in the order of the requests
   * @throws org.modyn.common.error.ModynException when the evaluator cannot be reached or the
   *     evaluation fails
   */
  List<EvaluationResult> evaluate(
      int modelId,
      String device,
      EvaluationDatasetConfig dataset,
      List<EvaluationRequest> requests);
}
