package org.modyn.ml.downsampling;

import java.util.Arrays;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.ml.downsampling.search.Permutations;

/**
 * Selects a random subset, another one at each selection ({@code RS2}: Okanovic et al., Repeated
 * Random Sampling for Minimizing the Time-to-Accuracy of Learning, ICLR 2024, algorithms 1 and 2).
 * All weights are 1, the order is random. Time O(n), memory of 4 bytes per candidate.
 */
final class RandomSubsetStrategy implements DownsamplingStrategy {
  private final boolean withReplacement;

  /**
   * @param withReplacement whether each selection is independent of the others. Otherwise, n / k
   *     consecutive selections of k of the same n candidates are disjoint parts of one permutation;
   *     n mod k samples are in none of them
   */
  RandomSubsetStrategy(boolean withReplacement) {
    this.withReplacement = withReplacement;
  }

  @Override
  public SampleFeature feature() {
    return SampleFeature.NONE;
  }

  @Override
  public boolean usesLabels() {
    return false;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    int size = candidates.size();
    int target = ratio.selectedOf(size);
    if (withReplacement) {
      return Selection.unweighted(Permutations.prefix(size, target, round.random()));
    }
    long subsets = size / target;
    int subset = (int) (round.number() % subsets);
    int[] permutation =
        Permutations.prefix(size, (subset + 1) * target, round.random(round.number() / subsets));
    return Selection.unweighted(
        Arrays.copyOfRange(permutation, subset * target, (subset + 1) * target));
  }
}
