package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.modyn.selector.seen.ColumnCursor;

/**
 * Makes each partition of the next keys of two cursors, up to a number of each, shuffled; when one
 * of them has come to its end, of the other alone. All weights are 1. Holds one partition.
 */
final class MixedPartitions implements PartitionSource {
  private final ColumnCursor first;
  private final ColumnCursor second;
  private final int keysOfEach;
  private final RandomGenerator random;
  private final PositionSet remembered;
  private final long[] partition;
  private final float[] weights;

  /**
   * @param keysOfEach how many keys of each cursor a partition has at most
   * @param remembered complete when all keys have been read
   */
  MixedPartitions(
      ColumnCursor first,
      ColumnCursor second,
      int keysOfEach,
      RandomGenerator random,
      PositionSet remembered) {
    this.first = requireNonNull(first, "first is null");
    this.second = requireNonNull(second, "second is null");
    this.keysOfEach = keysOfEach;
    this.random = requireNonNull(random, "random is null");
    this.remembered = requireNonNull(remembered, "remembered is null");
    this.partition = new long[2 * keysOfEach];
    this.weights = new float[2 * keysOfEach];
    Arrays.fill(weights, 1.0f);
  }

  @Override
  public Partition next() {
    long start = System.nanoTime();
    int size = first.read(partition, 0, keysOfEach);
    size += second.read(partition, size, keysOfEach);
    if (size == 0) {
      return null;
    }
    long read = System.nanoTime();
    ShuffledPartitions.shuffle(partition, size, random);
    Map<String, Long> times = new LinkedHashMap<>();
    times.put("get_data_time", TimeUnit.NANOSECONDS.toMillis(read - start));
    times.put("shuffle_time", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - read));
    return new Partition(partition, weights, size, times);
  }

  @Override
  public PositionSet remembered() {
    return remembered;
  }

  @Override
  public void close() {
    try (first) {
      second.close();
    }
  }
}
