package org.modyn.supervisor.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.config.pipeline.model.ModelConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.evaluator.DatasetInfo;
import org.modyn.proto.evaluator.EvaluateModelIntervalResponse;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationAbortedReason;
import org.modyn.proto.evaluator.EvaluationCleanupRequest;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.EvaluationResultRequest;
import org.modyn.proto.evaluator.EvaluationResultResponse;
import org.modyn.proto.evaluator.EvaluationStatusRequest;
import org.modyn.proto.evaluator.EvaluationStatusResponse;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.evaluator.JsonString;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.ModelEvaluator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of the evaluator. */
public final class EvaluatorClient implements ModelEvaluator {
  private static final Logger log = LoggerFactory.getLogger(EvaluatorClient.class);
  private static final int CLEANUP_TIMEOUT_SECONDS = 2;

  private static final int MAXIMUM_STARTS = 5;

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
    ValidateEvaluationRequest.Builder request =
        ValidateEvaluationRequest.newBuilder()
            .setModelClass(model.id())
            .setModelConfiguration(
                JsonString.newBuilder().setValue(ConfigLoader.toJson(model.config())));
    for (EvaluationDatasetConfig dataset : evaluation.datasets()) {
      request.addEvaluations(toRequest(0, evaluation.device(), dataset, List.of()));
    }
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
    EvaluateModelRequest request =
        toRequest(modelId, device, dataset, requests).toBuilder()
            .setRequestId(requestId.toString())
            .setSkipUnreadableSamples(skipUnreadableSamples)
            .build();
    for (int starts = 1; ; starts++) {
      try {
        return evaluate(request, dataset, requests);
      } catch (ModynException e) {
        boolean isRepeatable =
            e instanceof JobFailedException
                ? e.category() == ErrorCategory.UNAVAILABLE
                : e.category() == ErrorCategory.NOT_FOUND;
        if (!isRepeatable || starts == MAXIMUM_STARTS) {
          throw e;
        }
        log.warn(
            "The evaluation of model {} on {} is started again: {}",
            modelId,
            dataset.datasetId(),
            e.getMessage());
      }
    }
  }

  private List<EvaluationResult> evaluate(
      EvaluateModelRequest request,
      EvaluationDatasetConfig dataset,
      List<EvaluationRequest> requests) {
    int modelId = request.getModelId();
    EvaluateModelResponse response =
        service.callUninterruptibly(() -> stub().evaluateModel(request));
    if (response.getIntervalResponsesCount() != requests.size()) {
      throw ModynException.internal(
          "the evaluator returned %d intervals instead of %d",
          response.getIntervalResponsesCount(), requests.size());
    }
    if (!response.getEvaluationStarted()) {
      return toResults(requests, response, EvaluationResultResponse.getDefaultInstance(), dataset);
    }
    StartedEvaluation evaluation =
        new StartedEvaluation(response.getEvaluationId(), request.getRequestId());
    try {
      awaitCompletion(evaluation, modelId, dataset.datasetId());
      EvaluationResultRequest resultRequest =
          EvaluationResultRequest.newBuilder()
              .setEvaluationId(evaluation.id())
              .setRequestId(evaluation.requestId())
              .build();
      EvaluationResultResponse results =
          service.call(() -> stub().getEvaluationResult(resultRequest));
      if (!results.getValid()) {
        throw ModynException.notFound(
            "the evaluator has no results of the evaluation %d of model %d on %s",
            evaluation.id(), modelId, dataset.datasetId());
      }
      return toResults(requests, response, results, dataset);
    } finally {
      cleanUp(evaluation);
    }
  }

  /**
   * An evaluation that was started. An evaluator that was restarted counts its evaluations from 1
   * again, so an id alone may be another pipeline's.
   */
  private record StartedEvaluation(int id, String requestId) {}

  private void awaitCompletion(StartedEvaluation evaluation, int modelId, String datasetId) {
    EvaluationStatusRequest request =
        EvaluationStatusRequest.newBuilder()
            .setEvaluationId(evaluation.id())
            .setRequestId(evaluation.requestId())
            .build();
    Polling polling = new Polling(Duration.ofMillis(10), Duration.ofSeconds(1));
    while (true) {
      EvaluationStatusResponse status = service.call(() -> stub().getEvaluationStatus(request));
      if (!status.getValid()) {
        throw ModynException.notFound(
            "the evaluator no longer has the evaluation %d; it was probably restarted",
            evaluation.id());
      }
      if (status.hasException()) {
        throw JobFailedException.of(
            String.format(Locale.ROOT, "the evaluation of model %d on %s", modelId, datasetId),
            status.getFailureCategory(),
            status.getException());
      }
      if (!status.getIsRunning()) {
        return;
      }
      polling.pause();
    }
  }

  /** Deletes the evaluation at the evaluator, which would otherwise keep its results. */
  private void cleanUp(StartedEvaluation evaluation) {
    EvaluationCleanupRequest request =
        EvaluationCleanupRequest.newBuilder()
            .addEvaluationIds(evaluation.id())
            .addRequestIds(evaluation.requestId())
            .build();
    try {
      service.callUninterruptibly(
          () ->
              stub()
                  .withDeadlineAfter(CLEANUP_TIMEOUT_SECONDS, SECONDS)
                  .cleanupEvaluations(request));
    } catch (ModynException e) {
      log.warn(
          "Could not delete evaluation {} at the evaluator: {}",
          evaluation.id(),
          e.getMessage(),
          e);
    }
  }

  private static EvaluateModelRequest toRequest(
      int modelId,
      String device,
      EvaluationDatasetConfig dataset,
      List<EvaluationRequest> requests) {
    DatasetInfo.Builder datasetInfo =
        DatasetInfo.newBuilder()
            .setDatasetId(dataset.datasetId())
            .setNumDataloaders(dataset.dataloaderWorkers());
    for (EvaluationRequest request : requests) {
      EvaluationInterval.Builder interval =
          EvaluationInterval.newBuilder().setStartTimestamp(request.intervalStart());
      request.intervalEnd().ifPresent(interval::setEndTimestamp);
      datasetInfo.addEvaluationIntervals(interval);
    }
    EvaluateModelRequest.Builder builder =
        EvaluateModelRequest.newBuilder()
            .setModelId(modelId)
            .setDatasetInfo(datasetInfo)
            .setDevice(device)
            .setBatchSize(dataset.batchSize())
            .addAllTransformList(dataset.transformations())
            .setBytesParser(function(dataset.bytesParserFunction()))
            .setLabelTransformer(function(dataset.labelTransformerFunction()));
    dataset.tokenizer().map(EvaluatorClient::function).ifPresent(builder::setTokenizer);
    for (MetricConfig metric : dataset.metrics()) {
      builder.addMetrics(JsonString.newBuilder().setValue(ConfigLoader.toJson(metric)));
    }
    return builder.build();
  }

  private static PythonString function(String source) {
    return PythonString.newBuilder().setValue(source).build();
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
