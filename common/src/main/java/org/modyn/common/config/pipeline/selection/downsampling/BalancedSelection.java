package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Violations;

/** The rule of all strategies that can select from each label separately. */
final class BalancedSelection {
  private BalancedSelection() {}

  static void check(boolean balance, boolean sampleThenBatch, Violations violations) {
    if (balance && !sampleThenBatch) {
      violations.add(
          "balance",
          "needs sample_then_batch: true, as a batch has too few samples of each label to select"
              + " from; add it, or set balance to false");
    }
  }
}
