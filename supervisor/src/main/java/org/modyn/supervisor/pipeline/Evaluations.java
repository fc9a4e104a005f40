package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.supervisor.database.EvaluationResultFilter;
import org.modyn.supervisor.evaluation.EvaluationPlanner;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.EvaluationRunner;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.evaluation.writer.ResultWriters;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.EvaluationsPlanned;
import org.modyn.supervisor.event.PipelineEvent.ModelEvaluated;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.log.StageLog;
import org.modyn.supervisor.state.PipelinePosition;

/** Runs the evaluations of a pipeline, publishes their results, and logs them. */
final class Evaluations {
  private final PipelineContext context;
  private final EvaluationConfig config;

  Evaluations(PipelineContext context, EvaluationConfig config) {
    this.context = requireNonNull(context, "context is null");
    this.config = requireNonNull(config, "config is null");
  }

  /** Evaluates a model right after its training. */
  void afterTraining(TrainedModel training, PipelinePosition position) {
    evaluate(
        EvaluationPlanner.afterTraining(config, training),
        config.afterTrainingEvaluationWorkers(),
        position.data().logged(),
        position.attempt());
  }

  /** Runs the evaluations that are due after the last training. */
  void afterPipeline(PipelinePosition position) {
    evaluate(
        EvaluationPlanner.afterPipeline(
            config, context.store().models(), position.data().lastTimestamp()),
        config.afterPipelineEvaluationWorkers(),
        Position.NONE,
        position.attempt());
    ResultWriters.write(
        config,
        context.pipelineId(),
        context.directory(),
        context.evaluationResults().find(context.pipelineId(), EvaluationResultFilter.ALL));
  }

  private void evaluate(
      List<EvaluationRequest> requests, int workers, Position position, int attempt) {
    if (requests.isEmpty()) {
      return;
    }
    context.emit(new EvaluationsPlanned(requests.size()));
    boolean skipUnreadable = context.parameters().config().data().skipsUnreadableSamples();
    new EvaluationRunner(
            context.clients().evaluator().withSkipUnreadableSamples(skipUnreadable),
            config,
            context.parameters().runId())
        .run(
            requests,
            context
                .store()
                .evaluated(
                    context.evaluationResults(),
                    requests.stream().map(EvaluationRequest::idModel).collect(toSet())),
            workers,
            attempt,
            evaluation -> record(evaluation, position));
  }

  /** Stores the results of a model at once: they are not computed again after a restart. */
  private void record(ModelEvaluation evaluation, Position position) {
    List<PipelineEvent> events =
        evaluation.results().stream().<PipelineEvent>map(ModelEvaluated::new).toList();
    context.store().addEvaluation(evaluation, toLog(evaluation, position), events);
    events.forEach(context::emit);
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
