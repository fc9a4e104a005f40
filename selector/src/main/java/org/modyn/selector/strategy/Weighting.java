package org.modyn.selector.strategy;

import java.util.HashMap;
import java.util.Map;
import org.modyn.common.config.pipeline.SelectionStrategyConfig;
import org.modyn.common.config.pipeline.weighting.InverseLabelFrequencyConfig;
import org.modyn.common.config.pipeline.weighting.LabelWeightsConfig;
import org.modyn.common.config.pipeline.weighting.RecencyConfig;
import org.modyn.common.config.pipeline.weighting.WeightingConfig;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;

/** How much each sample counts in the training's loss. */
@FunctionalInterface
interface Weighting {
  /** Opens the weights of the samples at {@code from} (inclusive) to {@code to} (exclusive). */
  SampleWeights open(StorageBackend seen, long from, long to);

  /** The weighting that a pipeline file asks for; without one every sample weighs 1. */
  static Weighting of(SelectionStrategyConfig config) {
    return config.weighting().map(Weighting::of).orElse((seen, from, to) -> SampleWeights.equal());
  }

  private static Weighting of(WeightingConfig config) {
    return switch (config) {
      case InverseLabelFrequencyConfig _ -> Weighting::inverseLabelFrequency;
      case RecencyConfig recency -> {
        Decay decay = new Decay(recency.halfLife());
        yield (seen, from, to) -> {
          long newest = Decay.newestTimestamp(seen, from, to);
          return SampleWeights.byValue(
              seen.read(Column.TIMESTAMP, from, to),
              timestamp -> (float) decay.weight(newest - timestamp));
        };
      }
      case LabelWeightsConfig labels -> {
        Map<Long, Float> weights = new HashMap<>();
        labels
            .weights()
            .forEach((label, weight) -> weights.put(Long.valueOf(label), weight.floatValue()));
        yield (seen, from, to) ->
            SampleWeights.byValue(
                seen.read(Column.LABEL, from, to), label -> weights.getOrDefault(label, 1.0f));
      }
    };
  }

  /** All labels together count the same, and a sample counts 1 in the mean. */
  private static SampleWeights inverseLabelFrequency(StorageBackend seen, long from, long to) {
    LabelGroups groups = LabelGroups.count(seen, from, to);
    long[] counts = groups.counts();
    float[] weights = new float[counts.length];
    for (int group = 0; group < counts.length; group++) {
      weights[group] = (float) ((double) (to - from) / counts.length / counts[group]);
    }
    ColumnCursor labels = seen.read(Column.LABEL, from, to);
    return SampleWeights.byValue(labels, label -> weights[groups.of(label)]);
  }
}
