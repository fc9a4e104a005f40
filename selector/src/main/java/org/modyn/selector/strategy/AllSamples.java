package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.seen.ColumnCursor;

/** Passes on all samples, in their order. */
final class AllSamples implements SampleCursor {
  private final ColumnCursor keys;
  private final SampleWeights weights;

  /**
   * @param keys of the samples
   * @param weights of the same samples; both are closed with this cursor
   */
  AllSamples(ColumnCursor keys, SampleWeights weights) {
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
