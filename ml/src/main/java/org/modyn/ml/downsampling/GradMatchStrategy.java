package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.ml.downsampling.search.FeatureMatrix;
import org.modyn.ml.downsampling.search.GradientMatching;
import org.modyn.ml.downsampling.search.MemoryLimit;

/**
 * Selects samples whose weighted gradients approximate the mean gradient ({@code GradMatch}, see
 * {@link GradientMatching}). Selects fewer than asked for when the best weight of some is 0; the
 * weight of a single sample is 1. When all best weights are 0, as the mean gradient is, all samples
 * of the matching pursuit are selected with the weight 1. The order is random. Takes O(k n w) for k
 * of n samples with gradients of w numbers.
 */
final class GradMatchStrategy implements DownsamplingStrategy {
  private final SampleFeature gradient;

  GradMatchStrategy(SampleFeature gradient) {
    this.gradient = requireNonNull(gradient, "gradient is null");
  }

  @Override
  public SampleFeature feature() {
    return gradient;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    candidates.requireFinite(gradient);
    GradientMatching matching =
        new GradientMatching(
            FeatureMatrix.of(
                candidates.features(),
                candidates.size(),
                candidates.width(),
                MemoryLimit.ofHeap()));
    int[] rows = matching.select(ratio.selectedOf(candidates.size()));
    Arrays.sort(rows);
    return weighted(matching, rows).shuffled(round.random());
  }

  private static Selection weighted(GradientMatching matching, int[] rows) {
    if (rows.length == 1) {
      return Selection.unweighted(rows);
    }
    double[] weights = matching.weights(rows);
    int positive = 0;
    int[] positiveRows = new int[rows.length];
    float[] positiveWeights = new float[rows.length];
    for (int index = 0; index < rows.length; index++) {
      if ((float) weights[index] > 0) {
        positiveRows[positive] = rows[index];
        positiveWeights[positive] = (float) weights[index];
        positive++;
      }
    }
    return positive == 0
        ? Selection.unweighted(rows)
        : new Selection(
            Arrays.copyOf(positiveRows, positive), Arrays.copyOf(positiveWeights, positive));
  }
}
