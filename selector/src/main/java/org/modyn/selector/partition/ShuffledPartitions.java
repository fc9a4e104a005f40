package org.modyn.selector.partition;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The partitions of one trigger training set, computed one at a time. Selected samples are split
 * into partitions in order of arrival, and each partition is shuffled: the order within a partition
 * is random, the assignment of samples to partitions is not. Holds the keys and weights of one
 * partition, 12 bytes per sample. Not thread safe.
 */
public final class ShuffledPartitions implements AutoCloseable {
  private final SampleCursor samples;
  private final RandomGenerator random;
  private final String selectionTimeName;
  private final PartitionBuffer buffer;

  /**
   * @param samples the selected samples; closed with the partitions
   * @param count an upper bound on the number of samples
   * @param maximumPartitionSize the number of keys per partition; the last partition has the rest
   * @param selectionTimeName the pipeline log's name for the time spent reading the samples
   */
  public ShuffledPartitions(
      SampleCursor samples,
      long count,
      int maximumPartitionSize,
      RandomGenerator random,
      String selectionTimeName) {
    this.samples = requireNonNull(samples, "samples is null");
    this.random = requireNonNull(random, "random is null");
    this.selectionTimeName = requireNonNull(selectionTimeName, "selectionTimeName is null");
    this.buffer = PartitionBuffer.allocate((int) Math.min(count, maximumPartitionSize));
  }

  /** Returns the next partition, which is valid until the next call; null at the end. */
  public Partition next() {
    long start = System.nanoTime();
    int size = buffer.read(samples);
    if (size == 0) {
      return null;
    }
    long read = System.nanoTime();
    buffer.shuffle(size, random);
    Map<String, Long> times = new LinkedHashMap<>();
    times.put(selectionTimeName, TimeUnit.NANOSECONDS.toMillis(read - start));
    times.put("shuffle_time", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - read));
    return buffer.partition(size, times);
  }

  @Override
  public void close() {
    samples.close();
  }
}
