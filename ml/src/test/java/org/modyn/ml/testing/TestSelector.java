package org.modyn.ml.testing;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.GetSelectionStrategyRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.NumberOfPartitionsResponse;
import org.modyn.proto.selector.NumberOfSamplesResponse;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.proto.selector.SelectionStrategyResponse;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.UsesWeightsRequest;
import org.modyn.proto.selector.UsesWeightsResponse;

/**
 * A selector with the same trigger training set for every pipeline and trigger: given keys, cut
 * into partitions, each split over the workers. A key's weight is a tenth of it.
 */
public final class TestSelector extends SelectorGrpc.SelectorImplBase {
  private volatile long[] keys;
  private volatile List<long[]> holdoutSets = List.of();
  private final int partitions;
  private final int workers;
  private final boolean weighted;
  private volatile long createdAt = 1;
  private volatile int brokenPartition = -1;
  private volatile Optional<DownsamplingSpecification> downsampling = Optional.empty();

  public TestSelector(long[] keys, int partitions, int workers, boolean weighted) {
    this.keys = keys;
    this.partitions = partitions;
    this.workers = workers;
    this.weighted = weighted;
  }

  /** Training sets have these keys from now on, as if they had been made again. */
  public void select(long[] newKeys) {
    keys = newKeys;
    createdAt++;
  }

  /** Triggers have these holdout sets from now on, divided as their training sets are. */
  public void holdOut(List<long[]> sets) {
    holdoutSets = List.copyOf(sets);
  }

  private long[] set(int holdout) {
    if (holdout > holdoutSets.size()) {
      throw Status.NOT_FOUND.withDescription("holdout: " + holdout).asRuntimeException();
    }
    return holdout == 0 ? keys : holdoutSets.get(holdout - 1);
  }

  /** Training sets are downsampled from now on. */
  public void downsample(DownsamplingSpecification specification) {
    downsampling = Optional.of(specification);
  }

  /** Answers DATA_LOSS to requests for a partition. */
  public void breakPartition(int partition) {
    brokenPartition = partition;
  }

  public static float weight(long key) {
    return key / 10f;
  }

  @Override
  public void usesWeights(
      UsesWeightsRequest request, StreamObserver<UsesWeightsResponse> observer) {
    observer.onNext(UsesWeightsResponse.newBuilder().setUsesWeights(weighted).build());
    observer.onCompleted();
  }

  @Override
  public void getNumberOfPartitions(
      GetNumberOfPartitionsRequest request, StreamObserver<NumberOfPartitionsResponse> observer) {
    observer.onNext(NumberOfPartitionsResponse.newBuilder().setNumPartitions(partitions).build());
    observer.onCompleted();
  }

  @Override
  public void getNumberOfSamples(
      GetNumberOfSamplesRequest request, StreamObserver<NumberOfSamplesResponse> observer) {
    observer.onNext(
        NumberOfSamplesResponse.newBuilder()
            .setNumSamples(set(request.getHoldout()).length)
            .setCreatedAt(createdAt)
            .build());
    observer.onCompleted();
  }

  @Override
  public void getSampleKeysAndWeights(
      GetSamplesRequest request, StreamObserver<SamplesResponse> observer) {
    int partition = request.getPartitionId();
    if (partition == brokenPartition) {
      throw Status.DATA_LOSS.withDescription("partition " + partition).asRuntimeException();
    }
    long[] selected = set(request.getHoldout());
    int start = start(selected.length, partitions, partition);
    int size = start(selected.length, partitions, partition + 1) - start;
    int from = start + start(size, workers, request.getWorkerId());
    int to = start + start(size, workers, request.getWorkerId() + 1);
    for (int position = from; position < to; position += 4) {
      SamplesResponse.Builder message = SamplesResponse.newBuilder();
      for (int i = position; i < Math.min(to, position + 4); i++) {
        message.addTrainingSamplesSubset(selected[i]);
        if (weighted && request.getHoldout() == 0) {
          message.addTrainingSamplesWeights(weight(selected[i]));
        }
      }
      observer.onNext(message.build());
    }
    observer.onCompleted();
  }

  @Override
  public void getSelectionStrategy(
      GetSelectionStrategyRequest request, StreamObserver<SelectionStrategyResponse> observer) {
    Optional<DownsamplingSpecification> current = downsampling;
    observer.onNext(
        SelectionStrategyResponse.newBuilder()
            .setDownsamplingEnabled(current.isPresent())
            .setStrategyName(current.map(DownsamplingSpecification::strategyName).orElse(""))
            .setDownsamplerConfig(
                JsonString.newBuilder()
                    .setValue(current.map(DownsamplingSpecification::toJson).orElse("{}")))
            .build());
    observer.onCompleted();
  }

  private static int start(int size, int parts, int part) {
    return (int) ((long) size * part / parts);
  }
}
