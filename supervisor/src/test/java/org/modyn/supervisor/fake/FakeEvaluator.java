package org.modyn.supervisor.fake;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongPredicate;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.Streams;
import org.modyn.proto.evaluator.EvaluateModelIntervalResponse;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationAbortedReason;
import org.modyn.proto.evaluator.EvaluationCleanupRequest;
import org.modyn.proto.evaluator.EvaluationCleanupResponse;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.EvaluationResultRequest;
import org.modyn.proto.evaluator.EvaluationResultResponse;
import org.modyn.proto.evaluator.EvaluationStatusRequest;
import org.modyn.proto.evaluator.EvaluationStatusResponse;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.evaluator.FeatureRows;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.FieldProblem;
import org.modyn.proto.evaluator.JsonString;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;
import org.modyn.proto.evaluator.ValidateEvaluationResponse;

/**
 * Finds for every metric the value model + interval start / 1024; intervals without samples are
 * aborted. On listed samples, every metric is the share of even keys. The features of a sample are
 * its key and the number of the model, or -1 without a model.
 */
public final class FakeEvaluator extends EvaluatorGrpc.EvaluatorImplBase {
  private final FakeStorage storage;
  private final List<EvaluateModelRequest> requests = new ArrayList<>();
  private final Map<Integer, EvaluationResultResponse> results = new HashMap<>();
  private final Map<Integer, EvaluateModelResponse> answers = new HashMap<>();
  private final List<FieldProblem> problems = new CopyOnWriteArrayList<>();
  private final List<ValidateEvaluationRequest> validations = new CopyOnWriteArrayList<>();
  private final List<FeaturesRequest> featuresRequests = new CopyOnWriteArrayList<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private volatile boolean failing;
  private volatile boolean hanging;
  private volatile Optional<String> undefined = Optional.empty();
  private volatile LongPredicate deleted = _ -> false;
  private volatile Optional<ModynException> featuresFailure = Optional.empty();

  public FakeEvaluator(FakeStorage storage) {
    this.storage = storage;
  }

  public synchronized List<EvaluateModelRequest> requests() {
    return List.copyOf(requests);
  }

  /** How many evaluations have not been cleaned up. */
  public synchronized int kept() {
    return results.size();
  }

  public void fail() {
    failing = true;
  }

  /** Evaluations never end. */
  public void hang() {
    hanging = true;
  }

  /**
   * Later evaluations find no value for some metrics.
   *
   * @param part of their names; empty for all metrics
   */
  public void leaveUndefined(String part) {
    undefined = Optional.of(part);
  }

  /** Waits until an evaluation runs and has been asked for. */
  public void awaitRunning() throws InterruptedException {
    running.await();
  }

  /** Finds this problem with all evaluations. */
  public void refuse(String field, String message) {
    problems.add(FieldProblem.newBuilder().setField(field).setMessage(message).build());
  }

  @Override
  public void validateEvaluation(
      ValidateEvaluationRequest request, StreamObserver<ValidateEvaluationResponse> observer) {
    validations.add(request);
    observer.onNext(ValidateEvaluationResponse.newBuilder().addAllProblems(problems).build());
    observer.onCompleted();
  }

  public List<ValidateEvaluationRequest> validations() {
    return List.copyOf(validations);
  }

  @Override
  public synchronized void evaluateModel(
      EvaluateModelRequest request, StreamObserver<EvaluateModelResponse> observer) {
    requests.add(request);
    Optional<Integer> earlier = startedByRequestWithIdOf(request);
    EvaluateModelResponse response =
        earlier.isPresent() ? answers.get(earlier.get()) : evaluate(request, requests.size());
    observer.onNext(response);
    observer.onCompleted();
  }

  /** The evaluation of a request that is sent again. */
  private Optional<Integer> startedByRequestWithIdOf(EvaluateModelRequest request) {
    Optional<Integer> started =
        answers.keySet().stream()
            .filter(id -> !request.getRequestId().isEmpty())
            .filter(id -> isKnown(id, request.getRequestId()))
            .findFirst();
    if (started.isPresent() && !requests.get(started.get() - 1).equals(request)) {
      throw ModynException.alreadyExists("another request has the id %s", request.getRequestId());
    }
    return started;
  }

  /** Leaves out samples of later requests for features. */
  public void delete(LongPredicate keys) {
    deleted = keys;
  }

  /** The first rows are sent, and then each later request for features fails. */
  public void failFeatures(ModynException failure) {
    featuresFailure = Optional.of(failure);
  }

  public List<FeaturesRequest> featuresRequests() {
    return List.copyOf(featuresRequests);
  }

  /** Two rows a message. */
  @Override
  public void computeFeatures(FeaturesRequest request, StreamObserver<FeatureRows> observer) {
    featuresRequests.add(request);
    List<FeatureRows> messages = new ArrayList<>();
    List<Long> all = request.getSamples().getKeysList();
    for (int from = 0; from < all.size(); from += 2) {
      FeatureRows.Builder rows = FeatureRows.newBuilder();
      ByteString values = ByteString.EMPTY;
      for (long key : all.subList(from, Math.min(all.size(), from + 2))) {
        if (deleted.test(key)) {
          rows.addSkippedKeys(key);
        } else {
          rows.setColumns(2);
          values = values.concat(row(key, request.hasModelId() ? request.getModelId() : -1));
        }
      }
      messages.add(rows.setValues(values).build());
      if (featuresFailure.isPresent()) {
        observer.onNext(messages.getFirst());
        throw featuresFailure.get();
      }
    }
    Streams.sendAll(observer, messages.iterator());
  }

  private static ByteString row(float first, float second) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(2 * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(first)
            .putFloat(second)
            .flip());
  }

  private EvaluateModelResponse evaluate(EvaluateModelRequest request, int evaluationId) {
    EvaluateModelResponse.Builder response = EvaluateModelResponse.newBuilder();
    EvaluationResultResponse.Builder result = EvaluationResultResponse.newBuilder().setValid(true);
    List<EvaluationInterval> intervals = request.getDatasetInfo().getEvaluationIntervalsList();
    for (int index = 0; index < intervals.size(); index++) {
      EvaluationInterval interval = intervals.get(index);
      long size =
          interval.hasSamples()
              ? interval.getSamples().getKeysCount()
              : storage.count(
                  request.getDatasetInfo().getDatasetId(),
                  interval.getStartTimestamp(),
                  interval.hasEndTimestamp() ? interval.getEndTimestamp() : Long.MAX_VALUE);
      response.addIntervalResponses(
          EvaluateModelIntervalResponse.newBuilder()
              .setDatasetSize(size)
              .setEvalAbortedReason(
                  size == 0
                      ? EvaluationAbortedReason.EMPTY_DATASET
                      : EvaluationAbortedReason.NOT_ABORTED));
      if (size > 0) {
        response.setEvaluationStarted(true);
        result.addEvaluationResults(measure(request, index, interval, size));
      }
    }
    if (response.getEvaluationStarted()) {
      response.setEvaluationId(evaluationId);
      results.put(evaluationId, result.build());
      answers.put(evaluationId, response.build());
    }
    return response.build();
  }

  private boolean isKnown(int evaluationId, String requestId) {
    return results.containsKey(evaluationId)
        && (requestId.isEmpty() || requests.get(evaluationId - 1).getRequestId().equals(requestId));
  }

  private EvaluationIntervalData measure(
      EvaluateModelRequest request, int index, EvaluationInterval interval, long listedSize) {
    List<Long> keys =
        interval.getSamples().getKeysList().stream().filter(key -> !deleted.test(key)).toList();
    long size = interval.hasSamples() ? keys.size() : listedSize;
    EvaluationIntervalData.Builder data =
        EvaluationIntervalData.newBuilder().setIntervalIndex(index).setEvaluatedSamples(size);
    long even = keys.stream().filter(key -> key % 2 == 0).count();
    double value =
        interval.hasSamples()
            ? (double) even / size
            : request.getModelId() + interval.getStartTimestamp() / 1024.0;
    for (JsonString metric : request.getMetricsList()) {
      SingleMetricResult.Builder result =
          SingleMetricResult.newBuilder()
              .setMetric(metric.getValue().contains("RocAuc") ? "ROC-AUC" : "Accuracy");
      if (size > 0 && undefined.filter(metric.getValue()::contains).isEmpty()) {
        result.setResult((float) value).setExactResult(value);
      } else {
        result.setUndefinedReason("there are no samples");
      }
      data.addEvaluationData(result);
    }
    return data.build();
  }

  /** An evaluation that hangs has no end. */
  @Override
  public synchronized void watchEvaluation(
      EvaluationStatusRequest request, StreamObserver<EvaluationStatusResponse> observer) {
    if (!isKnown(request.getEvaluationId(), request.getRequestId())) {
      observer.onNext(EvaluationStatusResponse.getDefaultInstance());
      observer.onCompleted();
      return;
    }
    EvaluationStatusResponse.Builder response =
        EvaluationStatusResponse.newBuilder().setValid(true).setIsRunning(hanging);
    if (failing) {
      response
          .setException("the model does not fit the data\nat line 1")
          .setFailureCategory(ErrorCategory.INVALID_ARGUMENT.name());
    }
    running.countDown();
    observer.onNext(response.build());
    if (!hanging) {
      observer.onCompleted();
    }
  }

  @Override
  public synchronized void getEvaluationResult(
      EvaluationResultRequest request, StreamObserver<EvaluationResultResponse> observer) {
    boolean ended =
        isKnown(request.getEvaluationId(), request.getRequestId()) && !hanging && !failing;
    observer.onNext(
        ended
            ? results.get(request.getEvaluationId())
            : EvaluationResultResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public synchronized void cleanupEvaluations(
      EvaluationCleanupRequest request, StreamObserver<EvaluationCleanupResponse> observer) {
    for (int index = 0; index < request.getEvaluationIdsCount(); index++) {
      String requestId = request.getRequestIdsCount() == 0 ? "" : request.getRequestIds(index);
      if (isKnown(request.getEvaluationIds(index), requestId)) {
        results.remove(request.getEvaluationIds(index));
      }
    }
    observer.onNext(
        EvaluationCleanupResponse.newBuilder()
            .addAllSucceeded(request.getEvaluationIdsList().stream().sorted().toList())
            .build());
    observer.onCompleted();
  }
}
