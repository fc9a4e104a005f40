package org.modyn.ml.loader;

import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.UsesWeightsRequest;

/**
 * The keys of a trigger training set, or of a holdout set of the trigger, in the order in which the
 * selector returns them.
 */
public final class SelectorKeySource implements KeySource {
  private static final String SERVICE = "selector";

  private final SelectorGrpc.SelectorBlockingStub selector;
  private final int pipelineId;
  private final int triggerId;
  private final int holdout;
  private final int numberOfPartitions;
  private final boolean usesWeights;
  private final MethodDescriptor<GetSamplesRequest, SharePart> samplesMethod;

  private SelectorKeySource(
      SelectorGrpc.SelectorBlockingStub selector,
      int pipelineId,
      int triggerId,
      int holdout,
      int numberOfPartitions,
      boolean usesWeights) {
    this.selector = selector;
    this.pipelineId = pipelineId;
    this.triggerId = triggerId;
    this.holdout = holdout;
    this.numberOfPartitions = numberOfPartitions;
    this.usesWeights = usesWeights;
    var generated = SelectorGrpc.getGetSampleKeysAndWeightsMethod();
    this.samplesMethod =
        generated.toBuilder(generated.getRequestMarshaller(), new SharePart.Receiver(usesWeights))
            .build();
  }

  /**
   * Requests the layout of the trigger's training set from the selector.
   *
   * @throws ModynException NOT_FOUND when the selector has no such pipeline or trigger, UNAVAILABLE
   *     when it cannot be reached
   */
  public static SelectorKeySource open(Channel selectorChannel, int pipelineId, int triggerId) {
    return openWithoutWeights(selectorChannel, pipelineId, triggerId)
        .withWeights(usesWeights(selectorChannel, pipelineId));
  }

  /** As {@link #open}, without the weights, for callers that make both calls at the same time. */
  public static SelectorKeySource openWithoutWeights(
      Channel selectorChannel, int pipelineId, int triggerId) {
    try {
      return open(SelectorGrpc.newBlockingStub(selectorChannel), pipelineId, triggerId, 0, false);
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
  }

  /**
   * Returns a source of the same keys.
   *
   * @param present whether the pipeline {@linkplain #usesWeights(Channel, int) uses weights}
   */
  public SelectorKeySource withWeights(boolean present) {
    return new SelectorKeySource(
        selector, pipelineId, triggerId, holdout, numberOfPartitions, present);
  }

  /**
   * Requests whether the samples of a pipeline's training sets have weights.
   *
   * @throws ModynException as {@link #open(Channel, int, int)}
   */
  public static boolean usesWeights(Channel selectorChannel, int pipelineId) {
    try {
      return SelectorGrpc.newBlockingStub(selectorChannel)
          .usesWeights(UsesWeightsRequest.newBuilder().setPipelineId(pipelineId).build())
          .getUsesWeights();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
  }

  /**
   * Requests the layout of a holdout set from the selector. Holdout sets have no weights.
   *
   * @param holdout the number of the set, from 1
   * @throws ModynException NOT_FOUND when the selector has no such set, UNAVAILABLE when it cannot
   *     be reached
   */
  public static SelectorKeySource openHoldout(
      Channel selectorChannel, int pipelineId, int triggerId, int holdout) {
    try {
      return open(
          SelectorGrpc.newBlockingStub(selectorChannel), pipelineId, triggerId, holdout, false);
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
  }

  private static SelectorKeySource open(
      SelectorGrpc.SelectorBlockingStub selector,
      int pipelineId,
      int triggerId,
      int holdout,
      boolean usesWeights) {
    int numberOfPartitions =
        selector
            .getNumberOfPartitions(
                GetNumberOfPartitionsRequest.newBuilder()
                    .setPipelineId(pipelineId)
                    .setTriggerId(triggerId)
                    .setHoldout(holdout)
                    .build())
            .getNumPartitions();
    return new SelectorKeySource(
        selector, pipelineId, triggerId, holdout, numberOfPartitions, usesWeights);
  }

  @Override
  public int numberOfPartitions() {
    return numberOfPartitions;
  }

  @Override
  public boolean usesWeights() {
    return usesWeights;
  }

  @Override
  public KeyShare fetch(int worker, int partition) {
    GetSamplesRequest request =
        GetSamplesRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setTriggerId(triggerId)
            .setHoldout(holdout)
            .setPartitionId(partition)
            .setWorkerId(worker)
            .build();
    List<SharePart> parts = new ArrayList<>();
    try {
      ClientCalls.blockingServerStreamingCall(
              selector.getChannel(), samplesMethod, selector.getCallOptions(), request)
          .forEachRemaining(parts::add);
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
    SharePart share = parts.size() == 1 ? parts.getFirst() : SharePart.join(parts);
    if (!usesWeights) {
      return KeyShare.unweighted(share.keys());
    }
    if (share.weights().length != share.keys().length) {
      throw ModynException.internal(
          "selector: %d keys but %d weights in partition %d of trigger %d of pipeline %d",
          share.keys().length, share.weights().length, partition, triggerId, pipelineId);
    }
    return KeyShare.weighted(share.keys(), share.weights());
  }
}
