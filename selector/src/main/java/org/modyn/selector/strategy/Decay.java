package org.modyn.selector.strategy;

import org.modyn.common.config.pipeline.TimeSpan;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;

/** Halves a weight with every half-life of age: 1 for the newest sample, then 1/2, 1/4, ... */
final class Decay {
  private static final int BATCH = 1 << 13;

  /** Natural logarithm of the weight that a second of age costs; positive. */
  private final double lossPerSecond;

  Decay(TimeSpan halfLife) {
    this.lossPerSecond = Math.log(2) / halfLife.seconds();
  }

  /**
   * @param age in seconds, not negative
   */
  double weight(long age) {
    return Math.exp(-age * lossPerSecond);
  }

  /** The natural logarithm of the inverse weight, which a large age does not make infinite. */
  double inverseLogarithm(long age) {
    return age * lossPerSecond;
  }

  /** Returns the largest timestamp of a range; {@link Long#MIN_VALUE} when it is empty. */
  static long newestTimestamp(StorageBackend seen, long from, long to) {
    long newest = Long.MIN_VALUE;
    long[] batch = new long[BATCH];
    try (ColumnCursor timestamps = seen.read(Column.TIMESTAMP, from, to)) {
      for (int size = timestamps.read(batch, 0, BATCH);
          size > 0;
          size = timestamps.read(batch, 0, BATCH)) {
        for (int index = 0; index < size; index++) {
          newest = Math.max(newest, batch[index]);
        }
      }
    }
    return newest;
  }
}
