package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.ml.downsampling.search.LabelGroups;

/**
 * Selects from each label separately with another strategy, as if each label were a set of its own,
 * so that the selection has the proportions of the labels. At least one sample of each label is
 * selected: {@link SamplingRatio#selectedOf} of the label's samples, in sum fewer or more than of
 * all samples together. The order is random.
 *
 * <p>Needs the memory of the strategy for the most frequent label, and that of a copy of this
 * label's features.
 */
final class LabelBalancedStrategy implements DownsamplingStrategy {
  private final DownsamplingStrategy strategy;

  LabelBalancedStrategy(DownsamplingStrategy strategy) {
    this.strategy = requireNonNull(strategy, "strategy is null");
  }

  @Override
  public SampleFeature feature() {
    return strategy.feature();
  }

  @Override
  public Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round) {
    LabelGroups labels = LabelGroups.of(candidates.size(), candidates::label);
    int[] rows = new int[candidates.size()];
    float[] weights = new float[candidates.size()];
    int selected = 0;
    for (int group = 0; group < labels.count(); group++) {
      int[] members = labels.rows(group);
      Selection selection =
          strategy.select(
              candidates.subset(members), ratio, round.ofLabel(candidates.label(members[0])));
      for (int index = 0; index < selection.size(); index++) {
        rows[selected] = members[selection.rows()[index]];
        weights[selected] = selection.weights()[index];
        selected++;
      }
    }
    return new Selection(Arrays.copyOf(rows, selected), Arrays.copyOf(weights, selected))
        .shuffled(round.random());
  }
}
