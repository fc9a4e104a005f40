package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import org.modyn.common.error.ModynException;

/**
 * Samples that a pipeline is told of at once: three columns of the same length, in order of
 * arrival. The arrays are not copied.
 */
public final class SeenSamples {
  private final long[] keys;
  private final long[] timestamps;
  private final long[] labels;

  /**
   * @param keys the samples' keys
   * @param timestamps seconds since 1970
   * @param labels the samples' labels
   * @throws ModynException INVALID_ARGUMENT when the lengths differ
   */
  public SeenSamples(long[] keys, long[] timestamps, long[] labels) {
    this.keys = requireNonNull(keys, "keys is null");
    this.timestamps = requireNonNull(timestamps, "timestamps is null");
    this.labels = requireNonNull(labels, "labels is null");
    if (timestamps.length != keys.length || labels.length != keys.length) {
      throw ModynException.invalidArgument(
          "keys, timestamps and labels must have the same length, but there are %s keys, %s"
              + " timestamps and %s labels",
          keys.length, timestamps.length, labels.length);
    }
  }

  /** Returns the number of samples. */
  public int size() {
    return keys.length;
  }

  /** Returns a column, which is not copied. */
  public long[] column(Column column) {
    return switch (column) {
      case KEY -> keys;
      case TIMESTAMP -> timestamps;
      case LABEL -> labels;
    };
  }
}
