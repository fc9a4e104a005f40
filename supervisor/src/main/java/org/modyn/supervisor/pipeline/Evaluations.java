package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.supervisor.evaluation.EvaluationPlanner;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.EvaluationRunner;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.log.StageLog;
import org.modyn.supervisor.status.Messages;

/** Runs the evaluations of a pipeline, publishes their results, and logs them. */
final class Evaluations {
  private final PipelineContext context;
  private final EvaluationConfig config;
  private final String runId = UUID.randomUUID().toString();

  Evaluations(PipelineContext context, EvaluationConfig config) {
    this.context = requireNonNull(context, "context is null");
    this.config = requireNonNull(config, "config is null");
  }

  /** Evaluates a model right after its training. */
  void afterTraining(TrainedModel training) {
    context
        .recorder()
        .run(
            Stage.EVALUATE,
            run -> {
              context.emit(Messages.trigger(Stage.EVALUATE, training.triggerId()));
              evaluate(
                  EvaluationPlanner.afterTraining(config, training),
                  config.afterTrainingEvaluationWorkers(),
                  run.position());
            });
  }

  /** Runs the evaluations that are due after the last training. */
  void afterPipeline() {
    context
        .recorder()
        .run(
            Stage.POST_EVALUATION,
            run -> {
              context.emit(Messages.stage(Stage.POST_EVALUATION));
              evaluate(
                  EvaluationPlanner.afterPipeline(
                      config, context.state().models(), context.state().lastTimestamp()),
                  config.afterPipelineEvaluationWorkers(),
                  Position.NONE);
            });
  }

  private void evaluate(List<EvaluationRequest> requests, int workers, Position position) {
    if (requests.isEmpty()) {
      return;
    }
    context.emit(Messages.evaluationsPlanned(requests.size()));
    boolean skipUnreadable = context.parameters().config().data().skipsUnreadableSamples();
    EvaluationRunner runner =
        new EvaluationRunner(
            context.clients().evaluator().withSkipUnreadableSamples(skipUnreadable), config, runId);
    runner.run(
        requests,
        Set.of(),
        workers,
        1,
        evaluation -> {
          context.log().add(toLog(evaluation, position));
          evaluation.results().forEach(result -> context.emit(Messages.modelEvaluated(result)));
        });
  }

  private static StageLog toLog(ModelEvaluation evaluation, Position position) {
    return new StageLog(
        Stage.EVALUATE_MULTI,
        -1,
        evaluation.start(),
        evaluation.start().plus(evaluation.duration()),
        evaluation.duration(),
        position,
        Optional.of(
            new StageInfo.MultiEvaluationInfo(
                evaluation.datasetId(),
                evaluation.modelId(),
                evaluation.results().stream().map(Evaluations::toInfo).toList())));
  }

  private static StageInfo.SingleEvaluationInfo toInfo(EvaluationResult result) {
    Map<String, Object> results = new LinkedHashMap<>();
    if (result.failureReason().isEmpty()) {
      results.put("dataset_size", result.datasetSize());
      results.put("metrics", result.metrics());
    }
    return new StageInfo.SingleEvaluationInfo(result.request(), results, result.failureReason());
  }
}
