package org.modyn.evaluator;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.grpc.Calls;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.grpc.Streams;
import org.modyn.common.job.JobRequest;
import org.modyn.common.job.JobWatches;
import org.modyn.evaluator.job.EvaluatedSamples;
import org.modyn.evaluator.job.EvaluationJob;
import org.modyn.evaluator.job.EvaluationJobs;
import org.modyn.evaluator.job.EvaluationRequests;
import org.modyn.evaluator.job.EvaluationSpecification;
import org.modyn.evaluator.job.EvaluationValidator;
import org.modyn.evaluator.job.FeatureJobs;
import org.modyn.evaluator.job.FeatureRequests;
import org.modyn.evaluator.job.IntervalResult;
import org.modyn.ml.loader.TimeInterval;
import org.modyn.ml.metric.MetricResult;
import org.modyn.ml.model.Models;
import org.modyn.proto.evaluator.EvaluateModelIntervalResponse;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationAbortedReason;
import org.modyn.proto.evaluator.EvaluationCleanupRequest;
import org.modyn.proto.evaluator.EvaluationCleanupResponse;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.EvaluationResultRequest;
import org.modyn.proto.evaluator.EvaluationResultResponse;
import org.modyn.proto.evaluator.EvaluationStatusRequest;
import org.modyn.proto.evaluator.EvaluationStatusResponse;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.evaluator.FeatureRows;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.FieldProblem;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;
import org.modyn.proto.evaluator.ValidateEvaluationResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluator's gRPC service. Intervals that cannot be evaluated are reported with an {@link
 * EvaluationAbortedReason} each, as clients expect; invalid requests and unreachable servers are
 * reported with an error status.
 */
final class EvaluatorService extends EvaluatorGrpc.EvaluatorImplBase {
  private static final Logger log = LoggerFactory.getLogger(EvaluatorService.class);

  private static final TimeInterval ALL_OF_TIME =
      new TimeInterval(OptionalLong.empty(), OptionalLong.empty());

  private final EvaluationJobs jobs;
  private final JobWatches watches;
  private final FeatureJobs featureJobs;
  private final EvaluationValidator validator;
  private final EvaluationRequests requests;
  private final FeatureRequests featureRequests;
  private final StorageGrpc.StorageBlockingStub storage;

  EvaluatorService(
      EvaluationJobs jobs,
      JobWatches watches,
      FeatureJobs featureJobs,
      EvaluationValidator validator,
      EvaluationRequests requests,
      FeatureRequests featureRequests,
      Channel storageChannel) {
    this.jobs = requireNonNull(jobs, "jobs is null");
    this.watches = requireNonNull(watches, "watches is null");
    this.featureJobs = requireNonNull(featureJobs, "featureJobs is null");
    this.validator = requireNonNull(validator, "validator is null");
    this.requests = requireNonNull(requests, "requests is null");
    this.featureRequests = requireNonNull(featureRequests, "featureRequests is null");
    storage = StorageGrpc.newBlockingStub(storageChannel);
  }

  @Override
  public void evaluateModel(
      EvaluateModelRequest request, StreamObserver<EvaluateModelResponse> observer) {
    JobRequest jobRequest = new JobRequest(request.getRequestId(), request);
    EvaluateModelResponse response =
        jobs.findStartedBy(jobRequest)
            .map(EvaluationJob::answer)
            .orElseGet(() -> evaluate(jobRequest, requests.read(request)));
    Streams.send(observer, response);
  }

  @Override
  public void validateEvaluation(
      ValidateEvaluationRequest request, StreamObserver<ValidateEvaluationResponse> observer) {
    ValidateEvaluationResponse.Builder response = ValidateEvaluationResponse.newBuilder();
    for (org.modyn.common.config.FieldProblem problem : validator.check(request)) {
      response.addProblems(
          FieldProblem.newBuilder().setField(problem.field()).setMessage(problem.message()));
    }
    Streams.send(observer, response.build());
  }

  @Override
  public void computeFeatures(FeaturesRequest request, StreamObserver<FeatureRows> observer) {
    Streams.sendAll(observer, featureJobs.start(request, featureRequests.read(request)));
  }

  private EvaluateModelResponse evaluate(
      JobRequest request, EvaluationSpecification specification) {
    EvaluationJobs.Prepared prepared;
    try {
      prepared = jobs.prepare(specification);
    } catch (ModynException e) {
      return switch (e.category()) {
        case NOT_FOUND ->
            aborted(specification, EvaluationAbortedReason.MODEL_NOT_EXIST_IN_METADATA, e);
        case DATA_LOSS -> aborted(specification, EvaluationAbortedReason.DOWNLOAD_MODEL_FAILURE, e);
        default -> throw e;
      };
    }
    if (!Models.REGISTRY.contains(prepared.modelClass())) {
      jobs.discard(prepared);
      return aborted(
          specification,
          EvaluationAbortedReason.MODEL_IMPORT_FAILURE,
          ModynException.notFound("there is no model class %s", prepared.modelClass()));
    }
    List<EvaluateModelIntervalResponse> intervals;
    try {
      intervals = intervals(specification);
    } catch (RuntimeException e) {
      jobs.discard(prepared);
      throw e;
    }
    List<Integer> evaluated =
        IntStream.range(0, intervals.size())
            .filter(
                i -> intervals.get(i).getEvalAbortedReason() == EvaluationAbortedReason.NOT_ABORTED)
            .boxed()
            .toList();
    EvaluateModelResponse.Builder response =
        EvaluateModelResponse.newBuilder().addAllIntervalResponses(intervals);
    if (evaluated.isEmpty()) {
      log.warn("Nothing to evaluate: {}, {}", specification, intervals);
      jobs.discard(prepared);
      return response.build();
    }
    requireConnectedClient(prepared);
    response.setEvaluationStarted(true).setEvaluationId(prepared.id());
    return jobs.start(prepared, request, specification, evaluated, response.build()).answer();
  }

  private void requireConnectedClient(EvaluationJobs.Prepared prepared) {
    try {
      Calls.requireConnectedClient();
    } catch (ModynException e) {
      jobs.discard(prepared);
      throw e;
    }
  }

  private static EvaluateModelResponse aborted(
      EvaluationSpecification specification, EvaluationAbortedReason reason, ModynException cause) {
    log.warn("Cannot evaluate {}: {}: {}", specification, reason, cause.getMessage());
    EvaluateModelIntervalResponse interval =
        EvaluateModelIntervalResponse.newBuilder().setEvalAbortedReason(reason).build();
    return EvaluateModelResponse.newBuilder()
        .addAllIntervalResponses(
            Collections.nCopies(specification.samples().numberOfIntervals(), interval))
        .build();
  }

  private List<EvaluateModelIntervalResponse> intervals(EvaluationSpecification specification) {
    return switch (specification.samples()) {
      case EvaluatedSamples.Intervals(List<TimeInterval> intervals) ->
          intervals.stream()
              .map(interval -> interval(specification.datasetId(), interval))
              .toList();
      case EvaluatedSamples.Listed(long[] keys) ->
          List.of(listed(specification.datasetId(), keys.length));
    };
  }

  private EvaluateModelIntervalResponse listed(String datasetId, int samples) {
    EvaluateModelIntervalResponse dataset = interval(datasetId, ALL_OF_TIME);
    if (dataset.getEvalAbortedReason() == EvaluationAbortedReason.DATASET_NOT_FOUND) {
      return dataset;
    }
    EvaluateModelIntervalResponse.Builder response = EvaluateModelIntervalResponse.newBuilder();
    return samples == 0
        ? response.setEvalAbortedReason(EvaluationAbortedReason.EMPTY_DATASET).build()
        : response.setDatasetSize(samples).build();
  }

  private EvaluateModelIntervalResponse interval(String datasetId, TimeInterval interval) {
    GetDatasetSizeRequest.Builder request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(datasetId);
    interval.start().ifPresent(request::setStartTimestamp);
    interval.end().ifPresent(request::setEndTimestamp);
    EvaluateModelIntervalResponse.Builder response = EvaluateModelIntervalResponse.newBuilder();
    try {
      GetDatasetSizeResponse size = storage.getDatasetSize(request.build());
      if (!size.getSuccess()) {
        response.setEvalAbortedReason(EvaluationAbortedReason.DATASET_NOT_FOUND);
      } else if (size.getNumKeys() == 0) {
        response.setEvalAbortedReason(EvaluationAbortedReason.EMPTY_DATASET);
      } else {
        response.setDatasetSize(size.getNumKeys());
      }
      return response.build();
    } catch (StatusRuntimeException e) {
      ModynException error = GrpcErrors.toModynException("storage", e);
      if (error.category() == ErrorCategory.NOT_FOUND) {
        return response.setEvalAbortedReason(EvaluationAbortedReason.DATASET_NOT_FOUND).build();
      }
      throw error;
    }
  }

  @Override
  public void getEvaluationStatus(
      EvaluationStatusRequest request, StreamObserver<EvaluationStatusResponse> observer) {
    Streams.send(observer, status(jobs.find(request.getEvaluationId(), request.getRequestId())));
  }

  @Override
  public void watchEvaluation(
      EvaluationStatusRequest request, StreamObserver<EvaluationStatusResponse> observer) {
    Optional<EvaluationJob> job = jobs.find(request.getEvaluationId(), request.getRequestId());
    watches.watch(observer, () -> status(job), status -> !status.getIsRunning());
  }

  /** Returns the status of an evaluation, or that of one that is not known. */
  private static EvaluationStatusResponse status(Optional<EvaluationJob> found) {
    EvaluationStatusResponse.Builder response = EvaluationStatusResponse.newBuilder();
    found.ifPresent(
        job -> {
          response.setValid(true).setIsRunning(!job.status().hasEnded());
          job.failure().ifPresent(response::setException);
          job.failureCategory().map(ErrorCategory::name).ifPresent(response::setFailureCategory);
          job.machineFault().map(MachineFault::name).ifPresent(response::setMachineFault);
        });
    return response.build();
  }

  @Override
  public void getEvaluationResult(
      EvaluationResultRequest request, StreamObserver<EvaluationResultResponse> observer) {
    Optional<List<IntervalResult>> results =
        jobs.find(request.getEvaluationId(), request.getRequestId()).flatMap(EvaluationJob::result);
    EvaluationResultResponse.Builder response =
        EvaluationResultResponse.newBuilder().setValid(results.isPresent());
    results.ifPresent(
        found ->
            found.stream().map(EvaluatorService::data).forEach(response::addEvaluationResults));
    Streams.send(observer, response.build());
  }

  private static EvaluationIntervalData data(IntervalResult result) {
    EvaluationIntervalData.Builder data =
        EvaluationIntervalData.newBuilder()
            .setIntervalIndex(result.interval())
            .setEvaluatedSamples(result.samples())
            .setSkippedSamples(result.skippedSamples());
    result.metrics().forEach((name, value) -> data.addEvaluationData(metric(name, value)));
    return data.build();
  }

  private static SingleMetricResult metric(String name, MetricResult result) {
    SingleMetricResult.Builder metric = SingleMetricResult.newBuilder().setMetric(name);
    switch (result) {
      case MetricResult.Defined(double value) ->
          metric.setResult((float) value).setExactResult(value);
      case MetricResult.Undefined(String reason) -> metric.setUndefinedReason(reason);
    }
    return metric.build();
  }

  @Override
  public void cleanupEvaluations(
      EvaluationCleanupRequest request, StreamObserver<EvaluationCleanupResponse> observer) {
    int requestIds = request.getRequestIdsCount();
    Checks.check(
        requestIds == 0 || requestIds == request.getEvaluationIdsCount(),
        "request_ids: must be none, or one for each of the %d evaluation_ids, but are %d",
        request.getEvaluationIdsCount(),
        requestIds);
    for (int index = 0; index < request.getEvaluationIdsCount(); index++) {
      jobs.remove(
          request.getEvaluationIds(index), requestIds == 0 ? "" : request.getRequestIds(index));
    }
    List<Integer> ids = request.getEvaluationIdsList().stream().sorted().toList();
    Streams.send(observer, EvaluationCleanupResponse.newBuilder().addAllSucceeded(ids).build());
  }
}
