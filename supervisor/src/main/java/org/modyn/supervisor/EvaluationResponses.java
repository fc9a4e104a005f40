package org.modyn.supervisor;

import java.util.function.Consumer;
import org.modyn.proto.supervisor.EvaluatePipelineResponse;
import org.modyn.proto.supervisor.EvaluationRejected;
import org.modyn.proto.supervisor.EvaluationsPlanned;
import org.modyn.proto.supervisor.PipelineNote;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.manual.ManualEvaluation;
import org.modyn.supervisor.status.Messages;

/** Runs a manual evaluation and translates what happens to responses. */
final class EvaluationResponses {
  private EvaluationResponses() {}

  static void run(ManualEvaluation evaluation, Consumer<EvaluatePipelineResponse> responses) {
    if (!evaluation.problems().isEmpty()) {
      responses.accept(
          EvaluatePipelineResponse.newBuilder().setRejected(rejected(evaluation)).build());
      return;
    }
    responses.accept(
        EvaluatePipelineResponse.newBuilder()
            .setEvaluationsPlanned(
                EvaluationsPlanned.newBuilder()
                    .setNumberOfEvaluations(evaluation.requests().size()))
            .build());
    evaluation.run(evaluated -> add(evaluated, responses));
  }

  private static void add(ModelEvaluation evaluated, Consumer<EvaluatePipelineResponse> responses) {
    evaluated
        .results()
        .forEach(
            result ->
                responses.accept(
                    EvaluatePipelineResponse.newBuilder()
                        .setModelEvaluated(Messages.evaluated(result))
                        .build()));
  }

  private static EvaluationRejected rejected(ManualEvaluation evaluation) {
    return EvaluationRejected.newBuilder()
        .addAllProblems(evaluation.problems().stream().map(SupervisorService::toMessage).toList())
        .build();
  }

  static EvaluatePipelineResponse note(PipelineNote note) {
    return EvaluatePipelineResponse.newBuilder().setNote(note).build();
  }
}
