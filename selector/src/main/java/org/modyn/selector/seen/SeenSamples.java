package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * A batch of samples to ingest: three columns, in order of arrival. The arrays are not copied; the
 * caller may reuse them after the call that received the batch returns.
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
   * @param size the number of samples; further elements of the arrays are ignored
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

  /** Returns a copy without the first {@code count} samples. */
  public SeenSamples withoutFirst(int count) {
    return new SeenSamples(
        Arrays.copyOfRange(keys, count, size),
        Arrays.copyOfRange(timestamps, count, size),
        Arrays.copyOfRange(labels, count, size),
        size - count);
  }

  /** Returns a column without copying it; elements from {@link #size} on are undefined. */
  public long[] column(Column column) {
    return switch (column) {
      case KEY -> keys;
      case TIMESTAMP -> timestamps;
      case LABEL -> labels;
    };
  }
}
