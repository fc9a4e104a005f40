package org.modyn.ml.downsampling;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.ml.downsampling.search.FeatureMatrix;
import org.modyn.ml.downsampling.search.KCenter;
import org.modyn.ml.downsampling.search.MemoryLimit;

/**
 * Selects samples whose embeddings are near those of all others ({@code KcenterGreedy}, see {@link
 * KCenter}); the first one is random. All weights are 1, the order is random. Takes O(k n w) for k
 * of n samples with embeddings of w numbers, and the memory of the embeddings.
 */
final class KcenterGreedyStrategy implements DownsamplingStrategy {
  @Override
  public SampleFeature feature() {
    return SampleFeature.EMBEDDING;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    candidates.requireFinite(feature());
    RandomGenerator random = round.random();
    int[] rows =
        KCenter.select(
            FeatureMatrix.of(
                candidates.features(), candidates.size(), candidates.width(), MemoryLimit.ofHeap()),
            ratio.selectedOf(candidates.size()),
            random.nextInt(candidates.size()));
    Arrays.sort(rows);
    return Selection.unweighted(rows).shuffled(random);
  }
}
