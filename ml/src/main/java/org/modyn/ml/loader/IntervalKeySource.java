package org.modyn.ml.loader;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * The keys of all samples that are in at least one of several intervals. Each key occurs once, even
 * if the intervals overlap.
 *
 * <p>The bounds of the intervals split time into segments. All samples of a segment are in the same
 * intervals, so {@link #intervalsOf} is constant for a partition and no timestamps of samples are
 * stored. A segment with more than {@link #MAXIMUM_KEYS_PER_SHARE} keys per worker is split into
 * several partitions, so that memory does not depend on the length of an interval.
 */
public final class IntervalKeySource implements KeySource {
  /** Keys of a share; 8 MiB. */
  static final int MAXIMUM_KEYS_PER_SHARE = 1 << 20;

  private static final String SERVICE = "storage";

  private record Partition(TimeInterval piece, int part, int parts, List<Integer> intervals) {}

  private final StorageGrpc.StorageBlockingStub storage;
  private final String datasetId;
  private final int workers;
  private final List<Partition> partitions;

  private IntervalKeySource(
      StorageGrpc.StorageBlockingStub storage,
      String datasetId,
      int workers,
      List<Partition> partitions) {
    this.storage = storage;
    this.datasetId = datasetId;
    this.workers = workers;
    this.partitions = partitions;
  }

  /**
   * Requests the number of samples of each segment from storage. There is one request per segment,
   * and at most twice as many segments as intervals.
   *
   * @param workers the number of workers that each partition is divided among
   * @throws ModynException NOT_FOUND when there is no such dataset, UNAVAILABLE when storage cannot
   *     be reached
   */
  public static IntervalKeySource open(
      Channel storageChannel, String datasetId, List<TimeInterval> intervals, int workers) {
    return open(storageChannel, datasetId, intervals, workers, MAXIMUM_KEYS_PER_SHARE);
  }

  static IntervalKeySource open(
      Channel storageChannel,
      String datasetId,
      List<TimeInterval> intervals,
      int workers,
      int maximumKeysPerShare) {
    requireNonNull(datasetId, "datasetId is null");
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be positive, but is " + workers);
    }
    StorageGrpc.StorageBlockingStub storage = StorageGrpc.newBlockingStub(storageChannel);
    List<Partition> partitions = new ArrayList<>();
    for (TimeInterval piece : pieces(intervals)) {
      List<Integer> containing =
          IntStream.range(0, intervals.size())
              .filter(index -> intervals.get(index).contains(piece))
              .boxed()
              .toList();
      if (containing.isEmpty()) {
        continue;
      }
      long size = size(storage, datasetId, piece);
      int parts = Math.toIntExact(Math.ceilDiv(size, (long) maximumKeysPerShare * workers));
      for (int part = 0; part < parts; part++) {
        partitions.add(new Partition(piece, part, parts, containing));
      }
    }
    return new IntervalKeySource(storage, datasetId, workers, List.copyOf(partitions));
  }

  /** All of time, cut at every bound. */
  static List<TimeInterval> pieces(List<TimeInterval> intervals) {
    long[] bounds =
        intervals.stream()
            .flatMapToLong(
                interval ->
                    Arrays.stream(new OptionalLong[] {interval.start(), interval.end()})
                        .flatMapToLong(OptionalLong::stream))
            .sorted()
            .distinct()
            .toArray();
    List<TimeInterval> pieces = new ArrayList<>();
    OptionalLong start = OptionalLong.empty();
    for (long bound : bounds) {
      pieces.add(new TimeInterval(start, OptionalLong.of(bound)));
      start = OptionalLong.of(bound);
    }
    pieces.add(new TimeInterval(start, OptionalLong.empty()));
    return pieces;
  }

  private static long size(
      StorageGrpc.StorageBlockingStub storage, String datasetId, TimeInterval piece) {
    GetDatasetSizeRequest.Builder request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(datasetId);
    piece.start().ifPresent(request::setStartTimestamp);
    piece.end().ifPresent(request::setEndTimestamp);
    try {
      GetDatasetSizeResponse response = storage.getDatasetSize(request.build());
      if (!response.getSuccess()) {
        throw ModynException.notFound("there is no dataset '%s'", datasetId);
      }
      return response.getNumKeys();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
  }

  @Override
  public int numberOfPartitions() {
    return partitions.size();
  }

  @Override
  public boolean usesWeights() {
    return false;
  }

  /** The indexes, in the list passed to {@link #open}, of the intervals of a partition. */
  public List<Integer> intervalsOf(int partition) {
    return partitions.get(partition).intervals();
  }

  @Override
  public KeyShare fetch(int worker, int partition) {
    Partition wanted = partitions.get(partition);
    GetDataPerWorkerRequest.Builder request =
        GetDataPerWorkerRequest.newBuilder()
            .setDatasetId(datasetId)
            .setWorkerId(wanted.part() * workers + worker)
            .setTotalWorkers(wanted.parts() * workers);
    wanted.piece().start().ifPresent(request::setStartTimestamp);
    wanted.piece().end().ifPresent(request::setEndTimestamp);
    long[] keys = new long[0];
    int size = 0;
    try {
      Iterator<GetDataPerWorkerResponse> responses = storage.getDataPerWorker(request.build());
      while (responses.hasNext()) {
        GetDataPerWorkerResponse response = responses.next();
        int count = response.getKeysCount();
        keys = grown(keys, size, count);
        for (int i = 0; i < count; i++) {
          keys[size + i] = response.getKeys(i);
        }
        size += count;
      }
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
    return KeyShare.unweighted(Arrays.copyOf(keys, size));
  }

  /** Room for {@code more} keys behind the first {@code size}; exact for a single message. */
  private static long[] grown(long[] keys, int size, int more) {
    int needed = Math.addExact(size, more);
    if (needed <= keys.length) {
      return keys;
    }
    int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * size);
    return Arrays.copyOf(keys, Math.max(needed, doubled));
  }
}
