package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.modyn.common.config.pipeline.selection.downsampling.GreedySearch;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.ml.downsampling.search.LabelGroups;
import org.modyn.ml.downsampling.search.MemoryLimit;
import org.modyn.ml.downsampling.search.Representatives;

/**
 * Selects samples whose gradients represent those of the other samples of the same label ({@code
 * Craig}, see {@link Representatives}). The weight of a sample is 1 plus the number of samples that
 * it represents, itself included. The order is random. Takes O(n^2 w) for the n samples of a label
 * with gradients of w numbers, and at most 1 GiB of memory for their similarities.
 */
final class CraigStrategy implements DownsamplingStrategy {
  private final SampleFeature gradient;
  private final GreedySearch search;

  CraigStrategy(SampleFeature gradient, GreedySearch search) {
    this.gradient = requireNonNull(gradient, "gradient is null");
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
    LabelGroups labels = LabelGroups.of(candidates.size(), candidates::label);
    List<int[]> groups = IntStream.range(0, labels.count()).mapToObj(labels::rows).toList();
    Representatives.Selected selected =
        new Representatives(candidates.features(), candidates.width(), groups, MemoryLimit.ofHeap())
            .select(ratio.selectedOf(candidates.size()), search, random);
    float[] weights = new float[selected.rows().length];
    for (int index = 0; index < weights.length; index++) {
      weights[index] = 1 + selected.represented()[index];
    }
    return new Selection(selected.rows(), weights).shuffled(random);
  }
}
