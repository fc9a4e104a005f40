package org.modyn.ml.downsampling;

import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;

/** Selects all samples ({@code No}), in their order, each with the weight 1. */
final class AllSamplesStrategy implements DownsamplingStrategy {
  @Override
  public SampleFeature feature() {
    return SampleFeature.NONE;
  }

  /**
   * @param ratio has no effect
   */
  @Override
  public boolean usesLabels() {
    return false;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    int[] rows = new int[candidates.size()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row;
    }
    return Selection.unweighted(rows);
  }
}
