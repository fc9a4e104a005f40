package org.modyn.selector.partition;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.modyn.selector.deleted.DeletedKeys;

/**
 * One partition of a trigger training set, in training order. The arrays belong to the {@link
 * ShuffledPartitions}, which fills them again for the next partition; only the first {@code size}
 * elements count.
 */
public final class Partition {
  private final long[] keys;
  private final float[] weights;
  private final int size;
  private final Map<String, Long> times;

  /**
   * @param times durations in milliseconds, by the names that the pipeline log uses for them
   */
  public Partition(long[] keys, float[] weights, int size, Map<String, Long> times) {
    this.keys = requireNonNull(keys, "keys is null");
    this.weights = requireNonNull(weights, "weights is null");
    this.size = size;
    this.times = Map.copyOf(times);
  }

  /** The partition without deleted samples, over the same arrays, which are changed. */
  public Partition without(DeletedKeys deleted) {
    return new Partition(keys, weights, deleted.removeFrom(keys, weights, size), times);
  }

  public long[] keys() {
    return keys;
  }

  public float[] weights() {
    return weights;
  }

  public int size() {
    return size;
  }

  public Map<String, Long> times() {
    return times;
  }
}
