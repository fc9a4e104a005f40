package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * Selects samples whose embeddings cover all samples: the largest distance to a selected sample is
 * minimized greedily.
 */
@Description(
    "Selects samples whose embeddings cover all samples: the largest distance to a selected sample"
        + " is minimized greedily")
@Name("KcenterGreedy")
public record KcenterGreedyDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description(
            "Whether to select ratio from each label separately, and so to keep the proportions of"
                + " the labels; only with sample_then_batch: true")
        @Default("false")
        boolean balance)
    implements SingleDownsamplingConfig {

  @Rule
  static void balanceNeedsAllSamples(
      boolean balance, @At("sample_then_batch") boolean sampleThenBatch, Violations violations) {
    BalancedSelection.check(balance, sampleThenBatch, violations);
  }
}
