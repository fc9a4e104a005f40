package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

/**
 * Samples that a pipeline is told of at once: three columns, in order of arrival. The arrays are
 * not copied, and may change when the call that was given the samples has returned.
 */
public final class SeenSamples {
  private final long[] keys;
  private final long[] timestamps;
  private final long[] labels;
  private final int size;

  /**
   * @param keys the samples' keys
   * @param timestamps seconds since 1970
   * @param labels the samples' labels
   * @param size the number of samples; only so many elements of each array count
   */
  public SeenSamples(long[] keys, long[] timestamps, long[] labels, int size) {
    this.keys = requireNonNull(keys, "keys is null");
    this.timestamps = requireNonNull(timestamps, "timestamps is null");
    this.labels = requireNonNull(labels, "labels is null");
    this.size = size;
    if (size > Math.min(keys.length, Math.min(timestamps.length, labels.length))) {
      throw new IllegalArgumentException("a column has less than %s values".formatted(size));
    }
  }

  /** Returns the number of samples. */
  public int size() {
    return size;
  }

  /** Returns a column, which is not copied; the first {@link #size} elements count. */
  public long[] column(Column column) {
    return switch (column) {
      case KEY -> keys;
      case TIMESTAMP -> timestamps;
      case LABEL -> labels;
    };
  }
}
