package org.modyn.supervisor.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.config.pipeline.model.ModelConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.evaluator.EvaluateModelIntervalResponse;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationAbortedReason;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.EvaluationResultResponse;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.JsonString;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.proto.evaluator.TriggerEvaluationRequest;
import org.modyn.proto.evaluator.TriggerFeaturesRequest;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;
import org.modyn.supervisor.drift.Features;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.ModelEvaluator;

/** The client of the evaluator. */
public final class EvaluatorClient implements ModelEvaluator {
  /** Validation is part of an interactive request, so its patience is short. */
  private static final Duration VALIDATION_PATIENCE = Duration.ofSeconds(10);

  private final RemoteService service;
  private final boolean skipUnreadableSamples;

  EvaluatorClient(RemoteService service) {
    this(service, false);
  }

  private EvaluatorClient(RemoteService service, boolean skipUnreadableSamples) {
    this.service = service;
    this.skipUnreadableSamples = skipUnreadableSamples;
  }

  /**
   * Returns a client whose evaluations skip samples that the storage cannot read, or fail because
   * of them.
   */
  public EvaluatorClient withSkipUnreadableSamples(boolean skip) {
    return new EvaluatorClient(service, skip);
  }

  /** Returns the problems that the evaluator finds, by the field of the pipeline file. */
  public List<FieldProblem> validate(ModelConfig model, EvaluationConfig evaluation) {
    return validate(model, Optional.of(evaluation), List.of(), List.of());
  }

  /** As the other method, also for what a trigger requests. */
  public List<FieldProblem> validate(
      ModelConfig model,
      Optional<EvaluationConfig> evaluation,
      List<TriggerEvaluationRequest> triggerEvaluations,
      List<TriggerFeaturesRequest> triggerFeatures) {
    ValidateEvaluationRequest.Builder request =
        ValidateEvaluationRequest.newBuilder()
            .setModelClass(model.id())
            .setModelConfiguration(
                JsonString.newBuilder().setValue(ConfigLoader.toJson(model.config())))
            .addAllTriggerEvaluations(triggerEvaluations)
            .addAllTriggerFeatures(triggerFeatures);
    evaluation.ifPresent(
        section ->
            section.datasets().stream()
                .map(dataset -> EvaluationMessages.evaluation(section.device(), dataset))
                .forEach(request::addEvaluations));
    ValidateEvaluationRequest made = request.build();
    return service
        .call(
            () ->
                stub()
                    .withOption(GrpcClient.PATIENCE, VALIDATION_PATIENCE)
                    .validateEvaluation(made))
        .getProblemsList()
        .stream()
        .map(problem -> new FieldProblem(problem.getField(), problem.getMessage()))
        .toList();
  }

  @Override
  public List<EvaluationResult> evaluate(
      UUID requestId,
      int modelId,
      String device,
      EvaluationDatasetConfig dataset,
      List<EvaluationRequest> requests) {
    EvaluateModelRequest.Builder request =
        EvaluationMessages.evaluation(device, dataset).toBuilder()
            .setModelId(modelId)
            .setRequestId(requestId.toString())
            .setSkipUnreadableSamples(skipUnreadableSamples);
    for (EvaluationRequest of : requests) {
      EvaluationInterval.Builder interval =
          EvaluationInterval.newBuilder().setStartTimestamp(of.intervalStart());
      of.intervalEnd().ifPresent(interval::setEndTimestamp);
      request.getDatasetInfoBuilder().addEvaluationIntervals(interval);
    }
    EvaluationCall.Outcome outcome = new EvaluationCall(service, request.build()).run();
    return toResults(requests, outcome.response(), outcome.results(), dataset);
  }

  /**
   * Evaluates a model on listed samples, and waits for the results.
   *
   * @param request with a request id, and one interval, which lists the samples
   * @throws ModynException NOT_FOUND when there is no such model or dataset; any other when the
   *     evaluator cannot be reached or the evaluation fails
   */
  public EvaluationIntervalData evaluateSamples(EvaluateModelRequest request) {
    EvaluationCall.Outcome outcome = new EvaluationCall(service, request).run();
    return outcome.results().getEvaluationResultsList().stream()
        .findFirst()
        .orElseThrow(
            () ->
                ModynException.notFound(
                    "the evaluator cannot evaluate model %d on samples of %s: %s",
                    request.getModelId(),
                    request.getDatasetInfo().getDatasetId(),
                    outcome.response().getIntervalResponses(0).getEvalAbortedReason()));
  }

  /**
   * Computes feature vectors of samples.
   *
   * @return a row for each sample, in the order of the request, without those that are skipped
   * @throws ModynException NOT_FOUND when there is no such model; FAILED_PRECONDITION when it has
   *     no embedding, or a value is not finite; RESOURCE_EXHAUSTED when the rows do not fit into
   *     half of the heap
   */
  public Features features(FeaturesRequest request) {
    return service.call(
        () -> FeatureReader.read(EvaluatorGrpc.newBlockingV2Stub(service.channel()), request));
  }

  private static List<EvaluationResult> toResults(
      List<EvaluationRequest> requests,
      EvaluateModelResponse response,
      EvaluationResultResponse resultResponse,
      EvaluationDatasetConfig dataset) {
    List<Optional<EvaluationIntervalData>> data =
        new ArrayList<>(Collections.nCopies(requests.size(), Optional.empty()));
    for (EvaluationIntervalData interval : resultResponse.getEvaluationResultsList()) {
      data.set(interval.getIntervalIndex(), Optional.of(interval));
    }
    List<EvaluationResult> results = new ArrayList<>();
    for (int index = 0; index < requests.size(); index++) {
      results.add(
          toResult(
              requests.get(index), response.getIntervalResponses(index), data.get(index), dataset));
    }
    return results;
  }

  private static EvaluationResult toResult(
      EvaluationRequest request,
      EvaluateModelIntervalResponse interval,
      Optional<EvaluationIntervalData> data,
      EvaluationDatasetConfig dataset) {
    if (interval.getEvalAbortedReason() != EvaluationAbortedReason.NOT_ABORTED) {
      return new EvaluationResult(
          request, Optional.of(interval.getEvalAbortedReason().name()), 0, List.of());
    }
    List<EvaluationResult.Metric> metrics =
        data.map(EvaluationIntervalData::getEvaluationDataList).orElse(List.of()).stream()
            .map(EvaluatorClient::toMetric)
            .toList();
    if (metrics.size() != dataset.metrics().size()) {
      throw ModynException.internal(
          "the evaluator returned %d of %d metrics of model %d on %s from %d",
          metrics.size(),
          dataset.metrics().size(),
          request.idModel(),
          request.datasetId(),
          request.intervalStart());
    }
    return new EvaluationResult(request, Optional.empty(), interval.getDatasetSize(), metrics);
  }

  private static EvaluationResult.Metric toMetric(SingleMetricResult metric) {
    double result = metric.hasExactResult() ? metric.getExactResult() : metric.getResult();
    return new EvaluationResult.Metric(
        metric.getMetric(),
        metric.hasResult() && Double.isFinite(result) ? Optional.of(result) : Optional.empty(),
        Optional.of(metric.getUndefinedReason()).filter(Predicate.not(String::isEmpty)));
  }

  private EvaluatorGrpc.EvaluatorBlockingStub stub() {
    return EvaluatorGrpc.newBlockingStub(service.channel());
  }
}
