package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.List;
import org.modyn.proto.supervisor.ListEvaluationResultsResponse;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.status.Messages;

/** Lists of evaluation results as messages. */
final class EvaluationResultMessages implements Iterator<ListEvaluationResultsResponse> {
  private final Iterator<List<EvaluationResult>> results;

  EvaluationResultMessages(Iterator<List<EvaluationResult>> results) {
    this.results = requireNonNull(results, "results is null");
  }

  @Override
  public boolean hasNext() {
    return results.hasNext();
  }

  @Override
  public ListEvaluationResultsResponse next() {
    return ListEvaluationResultsResponse.newBuilder()
        .addAllResults(results.next().stream().map(Messages::evaluated).toList())
        .build();
  }
}
