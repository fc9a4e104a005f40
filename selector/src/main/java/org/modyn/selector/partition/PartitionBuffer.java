package org.modyn.selector.partition;

import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** The arrays of one partition, 12 bytes per sample, reused for every partition of a trigger. */
final class PartitionBuffer {
  private static final int BYTES_A_SAMPLE = Long.BYTES + Float.BYTES;

  private final long[] keys;
  private final float[] weights;

  private PartitionBuffer(int capacity) {
    this.keys = new long[capacity];
    this.weights = new float[capacity];
  }

  /**
   * @param capacity the maximum number of samples in a partition
   * @throws ModynException RESOURCE_EXHAUSTED when the arrays would take more than half of the
   *     heap, so that one pipeline cannot use the memory of all others
   */
  static PartitionBuffer allocate(int capacity) {
    long bytes = (long) BYTES_A_SAMPLE * capacity;
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap / 2) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          String.format(
              Locale.ROOT,
              ("selection_strategy.maximum_keys_in_memory: a partition of %,d keys takes %,d MB,"
                  + " more than half of the selector's heap of %,d MB; use smaller partitions, or"
                  + " start the selector with a larger heap, for example"
                  + " MODYN_JAVA_OPTIONS=-Xmx8g"),
              capacity,
              bytes >> 20,
              heap >> 20));
    }
    return new PartitionBuffer(capacity);
  }

  int capacity() {
    return keys.length;
  }

  /** Reads the samples of the next partition; returns their number. */
  int read(SampleCursor samples) {
    return samples.read(keys, weights, 0, keys.length);
  }

  /** Fisher-Yates shuffle: every order of the first {@code size} samples is equally likely. */
  void shuffle(int size, RandomGenerator random) {
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

  /** Returns the first {@code size} samples as a partition. */
  Partition partition(int size, Map<String, Long> times) {
    return new Partition(keys, weights, size, times);
  }
}
