package org.modyn.ml.sampling;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.modyn.ml.downsampling.Candidates;

/**
 * Collects the features of a training set, which arrive batch by batch in any order, in the order
 * of its keys.
 */
final class ScoredTrainingSet {
  private final TrainingSetKeys all;
  private final ScratchMemory memory;
  private final BitSet scored;
  private final MemorySegment labels;
  private MemorySegment features = MemorySegment.NULL;
  private int width;

  /**
   * @param withLabels whether to keep the labels, too
   */
  ScoredTrainingSet(TrainingSetKeys all, boolean withLabels, ScratchMemory memory) {
    this.all = all;
    this.memory = memory;
    scored = new BitSet(all.size());
    labels = withLabels ? memory.allocate((long) Long.BYTES * all.size()) : MemorySegment.NULL;
  }

  /** Copies the features of a batch. */
  void add(Candidates batch) {
    if (scored.isEmpty()) {
      width = batch.width();
      features = memory.allocate(rowBytes() * all.size());
    }
    for (int index = 0; index < batch.size(); index++) {
      int row = all.nextRow(batch.key(index), scored);
      scored.set(row);
      if (hasLabels()) {
        labels.setAtIndex(ValueLayout.JAVA_LONG, row, batch.label(index));
      }
      MemorySegment.copy(
          batch.features(), rowBytes() * index, features, rowBytes() * row, rowBytes());
    }
  }

  private boolean hasLabels() {
    return labels.byteSize() > 0;
  }

  private long rowBytes() {
    return (long) Float.BYTES * width;
  }

  /** Returns the keys of the samples that were scored; storage may have skipped others. */
  TrainingSetKeys keys() {
    return scored.cardinality() == all.size() ? all : all.only(scored);
  }

  /**
   * Returns the samples that were scored, over the memory of this object. Call it once.
   *
   * @param keys as {@link #keys} has returned
   */
  Candidates candidates(TrainingSetKeys keys) {
    int target = 0;
    for (int row = scored.nextSetBit(0); row >= 0; row = scored.nextSetBit(row + 1)) {
      if (target < row) {
        if (hasLabels()) {
          labels.setAtIndex(
              ValueLayout.JAVA_LONG, target, labels.getAtIndex(ValueLayout.JAVA_LONG, row));
        }
        MemorySegment.copy(features, rowBytes() * row, features, rowBytes() * target, rowBytes());
      }
      target++;
    }
    return new Candidates(keys.size(), width, MemorySegment.ofArray(keys.keys()), labels, features);
  }
}
