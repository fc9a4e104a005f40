package org.modyn.selector.weighting;

import java.util.HashMap;
import java.util.Map;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.config.pipeline.selection.weighting.InverseLabelFrequencyConfig;
import org.modyn.common.config.pipeline.selection.weighting.LabelWeightsConfig;
import org.modyn.common.config.pipeline.selection.weighting.RecencyConfig;
import org.modyn.common.config.pipeline.selection.weighting.WeightingConfig;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.LabelDictionary;
import org.modyn.selector.seen.StorageBackend;

/** Computes the weight that each sample has in the training loss. */
@FunctionalInterface
public interface Weighting {
  /** Opens the weights of the samples at {@code from} (inclusive) to {@code to} (exclusive). */
  SampleWeights open(StorageBackend seen, long from, long to);

  /** Returns the weighting of a pipeline file; without one, every sample has weight 1. */
  static Weighting of(SelectionStrategyConfig config) {
    return config.weighting().map(Weighting::of).orElse((seen, from, to) -> SampleWeights.equal());
  }

  private static Weighting of(WeightingConfig config) {
    return switch (config) {
      case InverseLabelFrequencyConfig _ -> Weighting::inverseLabelFrequency;
      case RecencyConfig recency -> {
        ExponentialDecay decay = new ExponentialDecay(recency.halfLife());
        yield (seen, from, to) -> {
          long newest = ExponentialDecay.newestTimestamp(seen, from, to);
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

  /** Gives every label the same total weight; the mean weight of a sample is 1. */
  private static SampleWeights inverseLabelFrequency(StorageBackend seen, long from, long to) {
    LabelDictionary dictionary = LabelDictionary.count(seen, from, to);
    long[] counts = dictionary.counts();
    float[] weights = new float[counts.length];
    for (int group = 0; group < counts.length; group++) {
      weights[group] = (float) ((double) (to - from) / counts.length / counts[group]);
    }
    ColumnCursor labels = seen.read(Column.LABEL, from, to);
    return SampleWeights.byValue(labels, label -> weights[dictionary.idOf(label)]);
  }
}
