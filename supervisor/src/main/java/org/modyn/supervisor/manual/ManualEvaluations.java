package org.modyn.supervisor.manual;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.evaluation.EvaluationPlanner;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.TrainedModel;

/** Plans manual evaluations. Thread safe. */
public final class ManualEvaluations {
  private final Path evalDirectory;
  private final ServiceClients clients;
  private final PipelineRepository pipelines;
  private final PipelineStateRepository states;
  private final EvaluationResultRepository results;

  /**
   * @param evalDirectory the directory of pipeline logs, where result writers write
   */
  public ManualEvaluations(
      Path evalDirectory,
      ServiceClients clients,
      PipelineRepository pipelines,
      PipelineStateRepository states,
      EvaluationResultRepository results) {
    this.evalDirectory = requireNonNull(evalDirectory, "evalDirectory is null");
    this.clients = requireNonNull(clients, "clients is null");
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.states = requireNonNull(states, "states is null");
    this.results = requireNonNull(results, "results is null");
  }

  /**
   * Plans the evaluation of the models that a pipeline has trained so far.
   *
   * @param term in which this supervisor is active
   * @param section an evaluation section whose handlers are all evaluated; empty for the manual
   *     handlers of the pipeline's own file
   * @throws ModynException NOT_FOUND when there is no such pipeline; FAILED_PRECONDITION when there
   *     is nothing to evaluate; UNAVAILABLE when the evaluator cannot be reached
   */
  public ManualEvaluation plan(long term, int pipelineId, Optional<EvaluationConfig> section) {
    PipelineConfig pipeline = pipelines.parameters(pipelineId).config();
    EvaluationConfig evaluation =
        section
            .or(pipeline::evaluation)
            .orElseThrow(
                () ->
                    ModynException.failedPrecondition(
                        "pipeline %d has no evaluation section; use --evaluation FILE",
                        pipelineId));
    List<TrainedModel> models = states.models(pipelineId);
    if (models.isEmpty()) {
      throw ModynException.failedPrecondition(
          "pipeline %d has no models to evaluate yet", pipelineId);
    }
    OptionalLong lastTimestamp =
        states
            .position(pipelineId)
            .map(position -> position.data().lastTimestamp())
            .orElse(OptionalLong.empty());
    List<EvaluationRequest> requests =
        section.isPresent()
            ? EvaluationPlanner.ofAllHandlers(evaluation, models, lastTimestamp)
            : EvaluationPlanner.manual(evaluation, models, lastTimestamp);
    if (requests.isEmpty()) {
      throw ModynException.failedPrecondition(
          section.isPresent()
              ? "the handlers of the evaluation section select no model of pipeline %d"
              : "pipeline %d has no handler with execution_time: manual that selects a model; use"
                  + " --evaluation FILE",
          pipelineId);
    }
    List<FieldProblem> problems =
        section.isPresent()
            ? clients.evaluator().validate(pipeline.model(), evaluation)
            : List.of();
    return new ManualEvaluation(
        term,
        pipelineId,
        evaluation,
        requests,
        problems,
        clients.evaluator().withSkipUnreadableSamples(pipeline.data().skipsUnreadableSamples()),
        results,
        evalDirectory.resolve("pipeline_" + pipelineId));
  }
}
