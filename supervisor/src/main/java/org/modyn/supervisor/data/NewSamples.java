package org.modyn.supervisor.data;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.modyn.supervisor.state.SampleId;
import org.modyn.supervisor.state.SampleRange;

/** New samples, as a range of three parallel arrays. A slice shares the arrays of its source. */
public final class NewSamples {
  private static final NewSamples EMPTY =
      new NewSamples(new long[0], new long[0], new long[0], 0, 0);

  private final long[] keys;
  private final long[] timestamps;
  private final long[] labels;
  private final int from;
  private final int to;

  private NewSamples(long[] keys, long[] timestamps, long[] labels, int from, int to) {
    this.keys = keys;
    this.timestamps = timestamps;
    this.labels = labels;
    this.from = from;
    this.to = to;
  }

  /**
   * Wraps arrays of the same length, which must not be modified afterwards.
   *
   * @param timestamps seconds since 1970
   */
  public static NewSamples of(long[] keys, long[] timestamps, long[] labels) {
    requireNonNull(keys, "keys is null");
    if (keys.length != timestamps.length || keys.length != labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d keys, %d timestamps, %d labels",
              keys.length,
              timestamps.length,
              labels.length));
    }
    return new NewSamples(keys, timestamps, labels, 0, keys.length);
  }

  public static NewSamples empty() {
    return EMPTY;
  }

  public int size() {
    return to - from;
  }

  public boolean isEmpty() {
    return from == to;
  }

  public long key(int index) {
    return keys[from + checkIndex(index, size())];
  }

  /** Seconds since 1970. */
  public long timestamp(int index) {
    return timestamps[from + checkIndex(index, size())];
  }

  public long label(int index) {
    return labels[from + checkIndex(index, size())];
  }

  /** Returns the number of samples, the first one and the last one. */
  public SampleRange range() {
    if (isEmpty()) {
      return new SampleRange(0, Optional.empty(), Optional.empty());
    }
    int last = size() - 1;
    return new SampleRange(
        size(),
        Optional.of(new SampleId(timestamp(0), key(0))),
        Optional.of(new SampleId(timestamp(last), key(last))));
  }

  /** Returns all keys, without a copy. */
  public Column keys() {
    return new Column(keys, from, to);
  }

  /** Returns all timestamps, seconds since 1970, without a copy. */
  public Column timestamps() {
    return new Column(timestamps, from, to);
  }

  /** Returns all labels, without a copy. */
  public Column labels() {
    return new Column(labels, from, to);
  }

  /**
   * One number of each sample, for loops over all of them.
   *
   * @param values must not be modified
   * @param from the index of the first sample, inclusive
   * @param to the index after the last sample
   */
  public record Column(long[] values, int from, int to) {}

  public long firstTimestamp() {
    return timestamp(0);
  }

  public long lastTimestamp() {
    return timestamp(size() - 1);
  }

  /** Returns the samples from {@code start}, inclusive, to {@code end}, exclusive. */
  public NewSamples slice(int start, int end) {
    checkFromToIndex(start, end, size());
    return new NewSamples(keys, timestamps, labels, from + start, from + end);
  }

  /**
   * Returns the index of the first sample with a timestamp of at least the given one, or {@link
   * #size()}. The samples must be ordered by timestamp.
   */
  public int firstAtOrAfter(long timestamp) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timestamps[middle] < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - from;
  }

  /** Returns the samples ordered by timestamp; the sort is stable. */
  public NewSamples sortedByTimestamp() {
    boolean sorted = true;
    for (int index = from + 1; index < to && sorted; index++) {
      sorted = timestamps[index - 1] <= timestamps[index];
    }
    return sorted ? this : gather(sortIndexes());
  }

  /** Returns the samples that match a condition, in the same order. */
  public NewSamples filter(Condition condition) {
    int[] matching = new int[size()];
    int count = 0;
    for (int index = from; index < to; index++) {
      if (condition.matches(timestamps[index], keys[index])) {
        matching[count++] = index;
      }
    }
    return count == size() ? this : gather(Arrays.copyOf(matching, count));
  }

  /** A condition on a sample. */
  @FunctionalInterface
  public interface Condition {
    /**
     * @param timestamp seconds since 1970
     */
    boolean matches(long timestamp, long key);
  }

  private NewSamples gather(int[] indexes) {
    long[] newKeys = new long[indexes.length];
    long[] newTimestamps = new long[indexes.length];
    long[] newLabels = new long[indexes.length];
    for (int index = 0; index < indexes.length; index++) {
      newKeys[index] = keys[indexes[index]];
      newTimestamps[index] = timestamps[indexes[index]];
      newLabels[index] = labels[indexes[index]];
    }
    return of(newKeys, newTimestamps, newLabels);
  }

  /** A bottom-up merge sort of the indexes: stable, and without an object per sample. */
  private int[] sortIndexes() {
    int[] source = new int[size()];
    Arrays.setAll(source, index -> from + index);
    int[] target = new int[size()];
    for (int width = 1; width < size(); width = Math.multiplyExact(width, 2)) {
      for (int start = 0; start < size(); start += 2 * width) {
        int middle = Math.min(start + width, size());
        merge(source, target, start, middle, Math.min(start + 2 * width, size()));
      }
      int[] swapped = source;
      source = target;
      target = swapped;
    }
    return source;
  }

  private void merge(int[] source, int[] target, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int index = start; index < end; index++) {
      boolean takeLeft =
          left < middle && (right >= end || timestamps[source[left]] <= timestamps[source[right]]);
      target[index] = takeLeft ? source[left++] : source[right++];
    }
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "no samples"
        : String.format(
            Locale.ROOT, "%d samples from %d to %d", size(), firstTimestamp(), lastTimestamp());
  }
}
