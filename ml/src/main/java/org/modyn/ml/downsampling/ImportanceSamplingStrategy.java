package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.search.RowOrder;

/**
 * Draws samples without replacement; at each draw, a sample's probability is proportional to its
 * score. Scores are losses ({@code Loss}) or norms of gradients ({@code GradNorm}: Katharopoulos
 * and Fleuret, Not All Samples Are Created Equal: Deep Learning with Importance Sampling, ICML
 * 2018). Samples are returned in the order in which they are drawn.
 *
 * <p>With the score s of a sample and a random number E of the standard exponential distribution, E
 * / s is the sample's rank; the k samples of the smallest ranks are selected (Efraimidis and
 * Spirakis, Weighted random sampling with a reservoir, 2006). The weights make the sum of any
 * weighted quantity of the selected samples, divided by k, an unbiased estimate of its mean over
 * all n candidates: with the smallest rank r that is not selected, the inclusion probability of a
 * sample is 1 - exp(-s r), given the ranks of all other samples, and its weight is k / (n (1 -
 * exp(-s r))), by the estimator of Cohen and Kaplan, Summarizing data using bottom-k sketches, PODC
 * 2007, section 4. The weight tends to that of independent draws, 1 / (n p) with the probability p
 * of a draw, when few samples are selected, and to 1 when all are.
 *
 * <p>A sample with the score 0 is selected only when there are not enough others; all of these are
 * then selected, and the rest is drawn uniformly. When fewer are selected than have a positive
 * score, estimates do not account for samples with the score 0: with {@code Loss}, these contribute
 * nothing to the mean loss.
 *
 * <p>Time O(n + k log k), memory of 12 bytes per candidate.
 */
final class ImportanceSamplingStrategy implements DownsamplingStrategy {
  /** Ranks samples with the score 0 after all others: far smaller than any positive float. */
  private static final double ZERO_SCORE = 1e-100;

  private final SampleFeature score;

  /**
   * @param score one column, at least 0
   */
  ImportanceSamplingStrategy(SampleFeature score) {
    this.score = requireNonNull(score, "score is null");
  }

  @Override
  public SampleFeature feature() {
    return score;
  }

  @Override
  public boolean usesLabels() {
    return false;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    candidates.requireFinite(score);
    requireNotNegative(candidates);
    int size = candidates.size();
    int target = ratio.selectedOf(size);
    double[] ranks = new double[size];
    RandomGenerator random = round.random();
    int positive = 0;
    for (int row = 0; row < size; row++) {
      float rowScore = candidates.feature(row, 0);
      positive += rowScore > 0 ? 1 : 0;
      ranks[row] = random.nextExponential() / (rowScore > 0 ? rowScore : ZERO_SCORE);
    }
    int[] ranked = RowOrder.smallest(ranks, Math.min(target + 1, size));
    double threshold = target < size ? ranks[ranked[target]] : Double.POSITIVE_INFINITY;
    double zeroInclusion = (double) (target - positive) / (size - positive);
    float[] weights = new float[target];
    for (int index = 0; index < target; index++) {
      float rowScore = candidates.feature(ranked[index], 0);
      double inclusion = rowScore > 0 ? -Math.expm1(-rowScore * threshold) : zeroInclusion;
      weights[index] = (float) (target / (size * inclusion));
    }
    return new Selection(Arrays.copyOf(ranked, target), weights);
  }

  private void requireNotNegative(Candidates candidates) {
    for (int row = 0; row < candidates.size(); row++) {
      if (candidates.feature(row, 0) < 0) {
        throw ModynException.failedPrecondition(
            "cannot select samples with probabilities proportional to the %s: that of sample %d is"
                + " %s: use a criterion that is never negative, or another downsampling strategy",
            score.description(), candidates.key(row), candidates.feature(row, 0));
      }
    }
  }
}
