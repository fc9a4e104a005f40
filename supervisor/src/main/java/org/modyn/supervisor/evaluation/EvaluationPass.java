package org.modyn.supervisor.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * All requests for one model on one dataset: one call of the evaluator, which loads the model once
 * and reads each sample once.
 *
 * @param requests not empty
 */
record EvaluationPass(int modelId, String datasetId, List<EvaluationRequest> requests) {
  EvaluationPass {
    requireNonNull(datasetId, "datasetId is null");
    requests = List.copyOf(requests);
  }

  /**
   * Groups requests, in order of the first request for each model and dataset.
   *
   * @param recorded evaluations to omit
   */
  static List<EvaluationPass> group(List<EvaluationRequest> requests, Set<EvaluationKey> recorded) {
    record ModelOnDataset(int modelId, String datasetId) {}
    Map<ModelOnDataset, List<EvaluationRequest>> groups = new LinkedHashMap<>();
    for (EvaluationRequest request : requests) {
      if (!recorded.contains(request.key())) {
        groups
            .computeIfAbsent(
                new ModelOnDataset(request.idModel(), request.datasetId()), _ -> new ArrayList<>())
            .add(request);
      }
    }
    List<EvaluationPass> passes = new ArrayList<>();
    groups.forEach(
        (group, ofGroup) ->
            passes.add(new EvaluationPass(group.modelId(), group.datasetId(), ofGroup)));
    return passes;
  }

  /**
   * Returns the id of the request to the evaluator. It depends on nothing but the arguments and the
   * requests, so a supervisor that was killed repeats the same call, and finds the evaluation if it
   * still runs.
   *
   * @param scope what the requests are unique within: a text that identifies the pipeline
   * @param attempt a number; another one starts a new evaluation
   */
  UUID requestId(String scope, int attempt) {
    StringBuilder text = new StringBuilder();
    add(text, scope);
    add(text, datasetId);
    text.append(modelId).append(';').append(attempt);
    for (EvaluationRequest request : requests) {
      text.append(';');
      add(text, request.evalHandler());
      text.append(request.intervalStart()).append(',');
      request.intervalEnd().ifPresent(text::append);
    }
    return UUID.nameUUIDFromBytes(text.toString().getBytes(UTF_8));
  }

  /** With its length, so that different lists of texts differ when joined. */
  private static void add(StringBuilder target, String text) {
    target.append(text.length()).append(':').append(text).append(';');
  }
}
