package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.TaskProgress;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.evaluation.EvaluationFile;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.supervisor.EvaluatePipelineRequest;
import org.modyn.proto.supervisor.EvaluatePipelineResponse;
import org.modyn.proto.supervisor.EvaluationRejected;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.SupervisorGrpc;

/** Evaluates pipelines on a supervisor. */
public final class EvaluationClient {
  private final Channel channel;
  private final Progress progress;

  public EvaluationClient(Channel channel, Progress progress) {
    this.channel = requireNonNull(channel, "channel is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Evaluates the models of a pipeline and shows the progress; returns when all results are
   * recorded.
   *
   * @param file a file with an evaluation section; empty for the manual handlers of the pipeline
   * @throws ModynException when the supervisor refuses the file, with the places of all that is
   *     wrong; when there is nothing to evaluate, or an evaluation fails
   */
  public List<ModelEvaluated> evaluate(int pipelineId, Optional<Path> file) {
    EvaluatePipelineRequest.Builder request =
        EvaluatePipelineRequest.newBuilder().setPipelineId(pipelineId);
    file.map(path -> ConfigLoader.load(path, EvaluationFile.class))
        .map(read -> ConfigLoader.toJson(read.evaluation()))
        .ifPresent(json -> request.setEvaluation(JsonString.newBuilder().setValue(json)));
    List<ModelEvaluated> results = new ArrayList<>();
    try {
      long[] planned = {0};
      SupervisorGrpc.newBlockingStub(channel)
          .evaluatePipeline(request.build())
          .forEachRemaining(
              event -> {
                if (event.hasEvaluationsPlanned()) {
                  planned[0] = event.getEvaluationsPlanned().getNumberOfEvaluations();
                }
                accept(event, file, results);
                progress.update(
                    new TaskProgress("evaluating", results.size(), planned[0], "evaluations"));
              });
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("supervisor", e);
    }
    progress.endTask();
    return results;
  }

  private void accept(
      EvaluatePipelineResponse event, Optional<Path> file, List<ModelEvaluated> results) {
    switch (event.getEventCase()) {
      case MODEL_EVALUATED -> results.add(event.getModelEvaluated());
      case NOTE -> progress.message(event.getNote().getText());
      case REJECTED -> reject(event.getRejected(), file.orElseThrow());
      case EVALUATIONS_PLANNED, EVENT_NOT_SET -> {}
    }
  }

  private static void reject(EvaluationRejected rejected, Path file) {
    ConfigLoader.refuse(
        file,
        rejected.getProblemsList().stream()
            .map(problem -> new FieldProblem(problem.getField(), problem.getMessage()))
            .toList());
  }
}
