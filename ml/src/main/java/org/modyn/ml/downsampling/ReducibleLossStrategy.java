package org.modyn.ml.downsampling;

import java.util.Arrays;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.ml.downsampling.search.RowOrder;

/**
 * Selects the samples with the largest reducible loss ({@code RHOLoss}: Mindermann et al.,
 * Prioritized Training on Points that are Learnable, Worth Learning, and Not Yet Learnt, ICML 2022,
 * algorithm 1): those that the model has not learned yet, but that can be learned. Of equal
 * samples, the first ones. They are returned in the order of the candidates, each with the weight
 * 1. Time O(n + k log k), memory of 12 bytes per candidate.
 */
final class ReducibleLossStrategy implements DownsamplingStrategy {
  @Override
  public SampleFeature feature() {
    return SampleFeature.REDUCIBLE_LOSS;
  }

  @Override
  public boolean usesLabels() {
    return false;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    candidates.requireFinite(feature());
    double[] negated = new double[candidates.size()];
    for (int row = 0; row < negated.length; row++) {
      negated[row] = -candidates.feature(row, 0);
    }
    int[] rows = RowOrder.smallest(negated, ratio.selectedOf(candidates.size()));
    Arrays.sort(rows);
    return Selection.unweighted(rows);
  }
}
