package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Makes each partition of the next samples of two cursors, up to a number of each, shuffled; when
 * one of them has come to its end, of the other alone. Holds one partition.
 */
final class MixedPartitions implements PartitionSource {
  private final SampleCursor first;
  private final SampleCursor second;
  private final int samplesOfEach;
  private final RandomGenerator random;
  private final PartitionMemory memory;

  /**
   * @param samplesOfEach how many samples of each cursor a partition has at most
   */
  MixedPartitions(
      SampleCursor first, SampleCursor second, int samplesOfEach, RandomGenerator random) {
    this.first = requireNonNull(first, "first is null");
    this.second = requireNonNull(second, "second is null");
    this.samplesOfEach = samplesOfEach;
    this.random = requireNonNull(random, "random is null");
    this.memory = PartitionMemory.allocate(2 * samplesOfEach);
  }

  @Override
  public Partition next() {
    long start = System.nanoTime();
    int size = memory.read(first, 0, samplesOfEach);
    size += memory.read(second, size, samplesOfEach);
    if (size == 0) {
      return null;
    }
    long read = System.nanoTime();
    memory.shuffle(size, random);
    Map<String, Long> times = new LinkedHashMap<>();
    times.put("get_data_time", TimeUnit.NANOSECONDS.toMillis(read - start));
    times.put("shuffle_time", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - read));
    return memory.partition(size, times);
  }

  @Override
  public void close() {
    try (first) {
      second.close();
    }
  }
}
