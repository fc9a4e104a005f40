package org.modyn.selector.partition;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.sampling.Sampler;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.weighting.SampleWeights;

/**
 * Returns the samples that a {@link Sampler} selects, in order of arrival: one scan in constant
 * memory, which stops as soon as the sampler is done.
 */
public final class FilteredScan implements SampleCursor {
  private static final int BATCH = 1 << 13;

  private final ColumnCursor keys;
  private final SampleWeights weights;
  private final Sampler sampler;
  private final long[] keyBatch = new long[BATCH];
  private final float[] weightBatch = new float[BATCH];
  private int batchSize;
  private int batchIndex;

  /**
   * @param keys the keys of the samples to select from
   * @param weights the weights of the same samples
   * @param sampler positioned at the same sample; this cursor closes all three
   */
  public FilteredScan(ColumnCursor keys, SampleWeights weights, Sampler sampler) {
    this.keys = requireNonNull(keys, "keys is null");
    this.weights = requireNonNull(weights, "weights is null");
    this.sampler = requireNonNull(sampler, "sampler is null");
  }

  @Override
  public int read(long[] targetKeys, float[] targetWeights, int offset, int length) {
    int copied = 0;
    while (copied < length && !sampler.isDone()) {
      if (batchIndex == batchSize && !nextBatch()) {
        break;
      }
      if (sampler.isSelected()) {
        targetKeys[offset + copied] = keyBatch[batchIndex];
        targetWeights[offset + copied] = weightBatch[batchIndex];
        copied++;
      }
      batchIndex++;
    }
    return copied;
  }

  private boolean nextBatch() {
    batchSize = keys.read(keyBatch, 0, BATCH);
    weights.read(weightBatch, 0, batchSize);
    sampler.advance(batchSize);
    batchIndex = 0;
    return batchSize > 0;
  }

  @Override
  public void close() {
    try (keys;
        weights) {
      sampler.close();
    }
  }
}
