package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import org.modyn.common.concurrent.ConcurrentCall;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.ml.loader.KeySource;
import org.modyn.ml.loader.SelectorKeySource;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSelectionStrategyRequest;
import org.modyn.proto.selector.NumberOfSamplesResponse;
import org.modyn.proto.selector.SelectionStrategyResponse;
import org.modyn.proto.selector.SelectorGrpc;

/**
 * What a training trains on: a set of the selector, and which of its samples are selected.
 *
 * @param keys the samples of the set
 * @param samples their number
 * @param createdAt when the selector made the set, in microseconds since 1970, which identifies it
 * @param mayBeEmpty whether a set without samples leaves the model as it starts; otherwise it is an
 *     error
 * @param downsampling empty if all samples are trained on
 * @param irreducibleLosses of all samples; empty if the downsampling does not need them
 */
record TrainingData(
    KeySource keys,
    long samples,
    long createdAt,
    boolean mayBeEmpty,
    Optional<DownsamplingSpecification> downsampling,
    Optional<IrreducibleLosses> irreducibleLosses) {
  TrainingData {
    requireNonNull(keys, "keys is null");
    requireNonNull(downsampling, "downsampling is null");
    requireNonNull(irreducibleLosses, "irreducibleLosses is null");
  }

  /**
   * Requests the training set of a trigger and its downsampling; later triggers may have another.
   *
   * @throws org.modyn.common.error.ModynException NOT_FOUND when the selector does not have the
   *     trigger; UNAVAILABLE when it cannot be reached
   */
  static TrainingData ofTrigger(Channel selector, int pipelineId, int triggerId) {
    try (ConcurrentCall<SelectorKeySource> keys =
            ConcurrentCall.start(
                "requesting a training set",
                () -> SelectorKeySource.openWithoutWeights(selector, pipelineId, triggerId));
        ConcurrentCall<Boolean> usesWeights =
            ConcurrentCall.start(
                "requesting whether a pipeline uses weights",
                () -> SelectorKeySource.usesWeights(selector, pipelineId));
        ConcurrentCall<Optional<DownsamplingSpecification>> downsampling =
            ConcurrentCall.start(
                "requesting a selection strategy",
                () -> downsampling(selector, pipelineId, triggerId))) {
      NumberOfSamplesResponse size = size(selector, pipelineId, triggerId, 0);
      return new TrainingData(
          keys.await().withWeights(usesWeights.await()),
          size.getNumSamples(),
          size.getCreatedAt(),
          false,
          downsampling.await(),
          Optional.empty());
    }
  }

  /**
   * Requests a holdout set of a trigger.
   *
   * @param holdout the number of the set, from 1
   * @throws org.modyn.common.error.ModynException NOT_FOUND when the selector does not have the
   *     set; UNAVAILABLE when it cannot be reached
   */
  static TrainingData ofHoldoutSet(Channel selector, int pipelineId, int triggerId, int holdout) {
    NumberOfSamplesResponse size = size(selector, pipelineId, triggerId, holdout);
    return new TrainingData(
        SelectorKeySource.openHoldout(selector, pipelineId, triggerId, holdout),
        size.getNumSamples(),
        size.getCreatedAt(),
        true,
        Optional.empty(),
        Optional.empty());
  }

  /** Returns whether there is nothing to train on, and need not be. */
  boolean isEmpty() {
    return mayBeEmpty && samples == 0;
  }

  TrainingData with(IrreducibleLosses losses) {
    return new TrainingData(
        keys, samples, createdAt, mayBeEmpty, downsampling, Optional.of(losses));
  }

  private static Optional<DownsamplingSpecification> downsampling(
      Channel selector, int pipelineId, int triggerId) {
    try {
      SelectionStrategyResponse strategy =
          SelectorGrpc.newBlockingStub(selector)
              .getSelectionStrategy(
                  GetSelectionStrategyRequest.newBuilder()
                      .setPipelineId(pipelineId)
                      .setTriggerId(triggerId)
                      .build());
      return strategy.getDownsamplingEnabled()
          ? Optional.of(
              DownsamplingSpecification.parse(
                  strategy.getStrategyName(), strategy.getDownsamplerConfig().getValue()))
          : Optional.empty();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("selector", e);
    }
  }

  private static NumberOfSamplesResponse size(
      Channel selector, int pipelineId, int triggerId, int holdout) {
    try {
      return SelectorGrpc.newBlockingStub(selector)
          .getNumberOfSamples(
              GetNumberOfSamplesRequest.newBuilder()
                  .setPipelineId(pipelineId)
                  .setTriggerId(triggerId)
                  .setHoldout(holdout)
                  .build());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("selector", e);
    }
  }
}
