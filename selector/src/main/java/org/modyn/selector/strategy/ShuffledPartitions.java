package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The partitions of one trigger training set, computed one at a time: cuts chosen samples into
 * partitions in their order, and shuffles each partition. The order inside a partition is random,
 * which samples share a partition is not. Holds one partition of keys and weights, 12 bytes a
 * sample. For one thread.
 */
public final class ShuffledPartitions implements AutoCloseable {
  private final SampleCursor samples;
  private final RandomGenerator random;
  private final String selectionTimeName;
  private final PartitionMemory memory;

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
    this.memory = PartitionMemory.allocate((int) Math.min(count, maximumPartitionSize));
  }

  /** Returns the next partition, which is valid until the next call; null at the end. */
  public Partition next() {
    long start = System.nanoTime();
    int size = memory.read(samples);
    if (size == 0) {
      return null;
    }
    long read = System.nanoTime();
    memory.shuffle(size, random);
    Map<String, Long> times = new LinkedHashMap<>();
    times.put(selectionTimeName, TimeUnit.NANOSECONDS.toMillis(read - start));
    times.put("shuffle_time", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - read));
    return memory.partition(size, times);
  }

  @Override
  public void close() {
    samples.close();
  }
}
