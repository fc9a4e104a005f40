package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Cuts chosen samples into partitions in their order, and shuffles each partition: the order inside
 * a partition is random, which samples share a partition is not. Holds one partition of keys and
 * weights, 12 bytes a sample.
 */
final class ShuffledPartitions implements PartitionSource {
  private final SampleCursor samples;
  private final RandomGenerator random;
  private final String selectionTimeName;
  private final long[] partition;
  private final float[] weights;

  /**
   * @param count how many keys there are, at most
   * @param maximumPartitionSize how many keys a partition has; the last one has the rest
   * @param selectionTimeName the name in the pipeline log of the time that reading the keys takes
   */
  ShuffledPartitions(
      SampleCursor samples,
      long count,
      int maximumPartitionSize,
      RandomGenerator random,
      String selectionTimeName) {
    this.samples = requireNonNull(samples, "samples is null");
    this.random = requireNonNull(random, "random is null");
    this.selectionTimeName = requireNonNull(selectionTimeName, "selectionTimeName is null");
    int capacity = (int) Math.min(count, maximumPartitionSize);
    this.partition = new long[capacity];
    this.weights = new float[capacity];
  }

  @Override
  public Partition next() {
    long start = System.nanoTime();
    int size = samples.read(partition, weights, 0, partition.length);
    if (size == 0) {
      return null;
    }
    long read = System.nanoTime();
    shuffle(partition, weights, size, random);
    Map<String, Long> times = new LinkedHashMap<>();
    times.put(selectionTimeName, TimeUnit.NANOSECONDS.toMillis(read - start));
    times.put("shuffle_time", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - read));
    return new Partition(partition, weights, size, times);
  }

  /** Fisher and Yates' shuffle: each order of the first {@code size} samples is equally likely. */
  static void shuffle(long[] keys, float[] weights, int size, RandomGenerator random) {
    for (int index = size - 1; index > 0; index--) {
      int other = random.nextInt(index + 1);
      long key = keys[index];
      keys[index] = keys[other];
      keys[other] = key;
      float weight = weights[index];
      weights[index] = weights[other];
      weights[other] = weight;
    }
  }

  @Override
  public void close() {
    samples.close();
  }
}
