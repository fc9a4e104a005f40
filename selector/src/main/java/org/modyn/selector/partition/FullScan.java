package org.modyn.selector.partition;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.weighting.SampleWeights;

/** Returns every sample of a range, in order of arrival. */
public final class FullScan implements SampleCursor {
  private final ColumnCursor keys;
  private final SampleWeights weights;

  /**
   * @param keys the keys of the samples
   * @param weights the weights of the same samples; this cursor closes both
   */
  public FullScan(ColumnCursor keys, SampleWeights weights) {
    this.keys = requireNonNull(keys, "keys is null");
    this.weights = requireNonNull(weights, "weights is null");
  }

  @Override
  public int read(long[] targetKeys, float[] targetWeights, int offset, int length) {
    int size = keys.read(targetKeys, offset, length);
    weights.read(targetWeights, offset, size);
    return size;
  }

  @Override
  public void close() {
    try (keys) {
      weights.close();
    }
  }
}
