package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.seen.ColumnCursor;

/**
 * Passes on the samples that a chooser chooses, in their order: one scan, in constant memory. Ends
 * when the chooser is done.
 */
final class ChosenSamples implements SampleCursor {
  private static final int BATCH = 1 << 13;

  private final ColumnCursor keys;
  private final SampleWeights weights;
  private final Chooser chooser;
  private final long[] keyBatch = new long[BATCH];
  private final float[] weightBatch = new float[BATCH];
  private int batchSize;
  private int batchIndex;

  /**
   * @param keys of all samples to choose from
   * @param weights of the same samples
   * @param chooser starts at the same sample; all three are closed with this cursor
   */
  ChosenSamples(ColumnCursor keys, SampleWeights weights, Chooser chooser) {
    this.keys = requireNonNull(keys, "keys is null");
    this.weights = requireNonNull(weights, "weights is null");
    this.chooser = requireNonNull(chooser, "chooser is null");
  }

  @Override
  public int read(long[] targetKeys, float[] targetWeights, int offset, int length) {
    int copied = 0;
    while (copied < length && !chooser.isDone()) {
      if (batchIndex == batchSize && !nextBatch()) {
        break;
      }
      if (chooser.isChosen()) {
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
    chooser.advance(batchSize);
    batchIndex = 0;
    return batchSize > 0;
  }

  @Override
  public void close() {
    try (keys;
        weights) {
      chooser.close();
    }
  }
}
