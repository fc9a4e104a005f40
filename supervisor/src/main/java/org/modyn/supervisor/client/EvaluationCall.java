package org.modyn.supervisor.client;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationCleanupRequest;
import org.modyn.proto.evaluator.EvaluationResultRequest;
import org.modyn.proto.evaluator.EvaluationResultResponse;
import org.modyn.proto.evaluator.EvaluationStatusRequest;
import org.modyn.proto.evaluator.EvaluationStatusResponse;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One evaluation at the evaluator, from its request to its results. An evaluation that is lost, or
 * that could not reach a server, is started again under the same request id.
 */
final class EvaluationCall {
  private static final Logger log = LoggerFactory.getLogger(EvaluationCall.class);
  private static final int CLEANUP_TIMEOUT_SECONDS = 2;
  private static final int MAXIMUM_STARTS = 5;

  private final RemoteService service;
  private final EvaluateModelRequest request;
  private final String description;

  /**
   * @param request with a request id
   */
  EvaluationCall(RemoteService service, EvaluateModelRequest request) {
    this.service = requireNonNull(service, "service is null");
    this.request = requireNonNull(request, "request is null");
    this.description =
        String.format(
            Locale.ROOT,
            "the evaluation of model %d on %s",
            request.getModelId(),
            request.getDatasetInfo().getDatasetId());
  }

  /**
   * What the evaluator has answered.
   *
   * @param results empty if no interval was evaluated, for the reasons in {@code response}
   */
  record Outcome(EvaluateModelResponse response, EvaluationResultResponse results) {}

  /**
   * Waits for the results. The evaluator keeps nothing of the evaluation afterwards.
   *
   * @throws ModynException when the evaluator cannot be reached or the evaluation fails
   */
  Outcome run() {
    for (int starts = 1; ; starts++) {
      try {
        return runOnce();
      } catch (ModynException e) {
        boolean isRepeatable =
            e instanceof JobFailedException
                ? e.category() == ErrorCategory.UNAVAILABLE
                : e.category() == ErrorCategory.NOT_FOUND;
        if (!isRepeatable || starts == MAXIMUM_STARTS) {
          throw e;
        }
        log.warn("{} is started again: {}", description, e.getMessage());
      }
    }
  }

  private Outcome runOnce() {
    EvaluateModelResponse response =
        service.callUninterruptibly(() -> stub().evaluateModel(request));
    int intervals = request.getDatasetInfo().getEvaluationIntervalsCount();
    if (response.getIntervalResponsesCount() != intervals) {
      throw ModynException.internal(
          "the evaluator returned %d intervals instead of %d",
          response.getIntervalResponsesCount(), intervals);
    }
    if (!response.getEvaluationStarted()) {
      return new Outcome(response, EvaluationResultResponse.getDefaultInstance());
    }
    int id = response.getEvaluationId();
    try {
      awaitCompletion(id);
      EvaluationResultRequest resultRequest =
          EvaluationResultRequest.newBuilder()
              .setEvaluationId(id)
              .setRequestId(request.getRequestId())
              .build();
      EvaluationResultResponse results =
          service.call(() -> stub().getEvaluationResult(resultRequest));
      if (!results.getValid()) {
        throw ModynException.notFound("the evaluator has no results of %s", description);
      }
      return new Outcome(response, results);
    } finally {
      cleanUp(id);
    }
  }

  /**
   * An evaluator that was restarted counts its evaluations from 1 again, so the id alone may be
   * another pipeline's.
   */
  private void awaitCompletion(int id) {
    EvaluationStatusRequest statusRequest =
        EvaluationStatusRequest.newBuilder()
            .setEvaluationId(id)
            .setRequestId(request.getRequestId())
            .build();
    service.follow(() -> stub().watchEvaluation(statusRequest), status -> check(id, status));
  }

  private void check(int id, EvaluationStatusResponse status) {
    if (!status.getValid()) {
      throw ModynException.notFound(
          "the evaluator no longer has the evaluation %d; it was probably restarted", id);
    }
    if (status.hasException()) {
      throw JobFailedException.of(
          description,
          status.getFailureCategory(),
          status.getMachineFault(),
          status.getException());
    }
  }

  /** Deletes the evaluation at the evaluator, which would otherwise keep its results. */
  private void cleanUp(int id) {
    EvaluationCleanupRequest cleanup =
        EvaluationCleanupRequest.newBuilder()
            .addEvaluationIds(id)
            .addRequestIds(request.getRequestId())
            .build();
    try {
      service.callUninterruptibly(
          () ->
              stub()
                  .withDeadlineAfter(CLEANUP_TIMEOUT_SECONDS, SECONDS)
                  .cleanupEvaluations(cleanup));
    } catch (ModynException e) {
      log.warn("Could not delete evaluation {} at the evaluator: {}", id, e.getMessage(), e);
    }
  }

  private EvaluatorGrpc.EvaluatorBlockingStub stub() {
    return EvaluatorGrpc.newBlockingStub(service.channel());
  }
}
