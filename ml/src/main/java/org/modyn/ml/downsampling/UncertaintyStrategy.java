package org.modyn.ml.downsampling;

import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.UncertaintyDownsamplingConfig.ScoreMetric;
import org.modyn.ml.downsampling.search.RowOrder;

/**
 * Selects the samples that the model is least certain of (Coleman et al., Selection via Proxy:
 * Efficient Data Selection for Deep Learning, ICLR 2020, section 3.2). Of equal samples, the first
 * ones. They are returned in random order, each with the weight 1. Time O(n + k log k), memory of
 * 12 bytes per candidate.
 */
final class UncertaintyStrategy implements DownsamplingStrategy {
  private final SampleFeature certainty;

  UncertaintyStrategy(ScoreMetric metric) {
    this.certainty =
        switch (metric) {
          case LEAST_CONFIDENCE -> SampleFeature.LEAST_CONFIDENCE;
          case ENTROPY -> SampleFeature.ENTROPY;
          case MARGIN -> SampleFeature.MARGIN;
        };
  }

  @Override
  public SampleFeature feature() {
    return certainty;
  }

  @Override
  public boolean usesLabels() {
    return false;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    candidates.requireFinite(certainty);
    double[] scores = new double[candidates.size()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = candidates.feature(row, 0);
    }
    int[] rows = RowOrder.smallest(scores, ratio.selectedOf(candidates.size()));
    return Selection.unweighted(rows).shuffled(round.random());
  }
}
