package org.modyn.ml.loader;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.Iterator;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.SamplesResponse;
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
  }

  /**
   * Requests the layout of the trigger's training set from the selector.
   *
   * @throws ModynException NOT_FOUND when the selector has no such pipeline or trigger, UNAVAILABLE
   *     when it cannot be reached
   */
  public static SelectorKeySource open(Channel selectorChannel, int pipelineId, int triggerId) {
    SelectorGrpc.SelectorBlockingStub selector = SelectorGrpc.newBlockingStub(selectorChannel);
    try {
      boolean usesWeights =
          selector
              .usesWeights(UsesWeightsRequest.newBuilder().setPipelineId(pipelineId).build())
              .getUsesWeights();
      return open(selector, pipelineId, triggerId, 0, usesWeights);
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
    long[] keys = new long[0];
    float[] weights = new float[0];
    int size = 0;
    try {
      Iterator<SamplesResponse> responses = selector.getSampleKeysAndWeights(request);
      while (responses.hasNext()) {
        SamplesResponse response = responses.next();
        int count = response.getTrainingSamplesSubsetCount();
        if (usesWeights && response.getTrainingSamplesWeightsCount() != count) {
          throw ModynException.internal(
              "selector: %d keys but %d weights in partition %d of trigger %d of pipeline %d",
              count, response.getTrainingSamplesWeightsCount(), partition, triggerId, pipelineId);
        }
        keys = grown(keys, size, count);
        if (usesWeights) {
          weights = Arrays.copyOf(weights, keys.length);
        }
        for (int i = 0; i < count; i++) {
          keys[size + i] = response.getTrainingSamplesSubset(i);
        }
        for (int i = 0; usesWeights && i < count; i++) {
          weights[size + i] = response.getTrainingSamplesWeights(i);
        }
        size += count;
      }
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
    return usesWeights
        ? KeyShare.weighted(Arrays.copyOf(keys, size), Arrays.copyOf(weights, size))
        : KeyShare.unweighted(Arrays.copyOf(keys, size));
  }

  /** Room for {@code more} keys behind the first {@code size}; exact for a single message. */
  static long[] grown(long[] keys, int size, int more) {
    int needed = Math.addExact(size, more);
    if (needed <= keys.length) {
      return keys;
    }
    int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * size);
    return Arrays.copyOf(keys, Math.max(needed, doubled));
  }
}
