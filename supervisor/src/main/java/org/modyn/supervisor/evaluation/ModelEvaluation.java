package org.modyn.supervisor.evaluation;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;

/**
 * The results of one model on one dataset.
 *
 * @param results in the order of the requests
 */
public record ModelEvaluation(
    String datasetId,
    int modelId,
    LocalDateTime start,
    Duration duration,
    List<EvaluationResult> results) {

  public ModelEvaluation {
    results = List.copyOf(results);
  }
}
