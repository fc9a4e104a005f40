package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.downsampling.GreedySearch;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.SubmodularDownsamplingConfig.SubmodularFunction;
import org.modyn.ml.downsampling.search.FeatureMatrix;
import org.modyn.ml.downsampling.search.MemoryLimit;
import org.modyn.ml.downsampling.search.SubmodularMaximization;

/**
 * Selects samples whose gradients maximize a submodular function ({@code Submodular}: Iyer et al.,
 * Submodular combinatorial information measures with applications in machine learning, ALT 2021).
 * All weights are 1, the order is random. With k of n samples and gradients of w numbers, {@code
 * GraphCut} and {@code LogDeterminant} take O(k n w), {@code FacilityLocation} takes O(n^2 w), and
 * n numbers for each gain that the search computes; when n^2 numbers need more than the memory
 * limit, each of these gains takes O(n w).
 */
final class SubmodularStrategy implements DownsamplingStrategy {
  private final SampleFeature gradient;
  private final SubmodularFunction function;
  private final GreedySearch search;

  SubmodularStrategy(SampleFeature gradient, SubmodularFunction function, GreedySearch search) {
    this.gradient = requireNonNull(gradient, "gradient is null");
    this.function = requireNonNull(function, "function is null");
    this.search = requireNonNull(search, "search is null");
  }

  @Override
  public SampleFeature feature() {
    return gradient;
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    candidates.requireFinite(gradient);
    RandomGenerator random = round.random();
    MemoryLimit limit = MemoryLimit.ofHeap();
    int[] rows =
        SubmodularMaximization.select(
            function,
            search,
            FeatureMatrix.of(candidates.features(), candidates.size(), candidates.width(), limit),
            ratio.selectedOf(candidates.size()),
            random,
            limit);
    Arrays.sort(rows);
    return Selection.unweighted(rows).shuffled(random);
  }
}
