package org.modyn.supervisor.evaluation;

import java.util.List;
import java.util.UUID;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;

/** Evaluates models. */
public interface ModelEvaluator {
  /**
   * Evaluates one model on intervals of one dataset, and waits for the results.
   *
   * @param requestId identifies the evaluation at the evaluator: a repeated call with the id of an
   *     evaluation that is running waits for that one
   * @param requests the requests for this model and this dataset
   * @return the results, in the order of the requests
   * @throws org.modyn.common.error.ModynException when the evaluator cannot be reached or the
   *     evaluation fails
   */
  List<EvaluationResult> evaluate(
      UUID requestId,
      int modelId,
      String device,
      EvaluationDatasetConfig dataset,
      List<EvaluationRequest> requests);
}
