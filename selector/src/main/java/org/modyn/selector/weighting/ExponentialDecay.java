package org.modyn.selector.weighting;

import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;

/** Exponential decay: a weight of 1 for the newest sample, halved with every half-life of age. */
public final class ExponentialDecay {
  private static final int BATCH = 1 << 13;

  /** The decay constant, per second; positive. */
  private final double lossPerSecond;

  public ExponentialDecay(TimeSpan halfLife) {
    this.lossPerSecond = Math.log(2) / halfLife.seconds();
  }

  /**
   * Returns the weight of a sample.
   *
   * @param age in seconds, not negative
   */
  public double weight(long age) {
    return Math.exp(-age * lossPerSecond);
  }

  /** Returns the natural logarithm of the inverse weight, which is finite for any age. */
  public double inverseLogarithm(long age) {
    return age * lossPerSecond;
  }

  /** Returns the largest timestamp of a range, or {@link Long#MIN_VALUE} if the range is empty. */
  public static long newestTimestamp(StorageBackend seen, long from, long to) {
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
