package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.Rules;
import org.modyn.common.config.pipeline.SelectionStrategyConfig.StorageBackend;
import org.modyn.common.config.pipeline.weighting.WeightingConfig;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Required;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** What all selection strategies have in common. */
public record SelectionSettings(
    @Description("Keys that the strategy may hold at a time: the size of a partition") @Minimum(1)
        int maximumKeysInMemory,
    @Description("Name of a metadata processor; accepted, but not used")
        Optional<String> processorType,
    @Description("Samples to train on at most at a trigger; -1: all") @Default("-1") long limit,
    @Description("Where the selector keeps what the pipeline has seen") @Default("database")
        StorageBackend storageBackend,
    @Description("Whether the selector supplies a weight with each sample") @Default("false")
        boolean usesWeights,
    @Description(
            "How many triggers before the present one to take data from; 0: only this trigger's"
                + " data; null: all data seen so far")
        @Required
        @Minimum(0)
        Optional<Integer> tailTriggers,
    @Description("How much each sample counts in the loss; without it all count the same")
        @OmittedWhenEmpty
        Optional<WeightingConfig> weighting) {

  public SelectionSettings {
    Rules.check(
        SelectionSettings.class,
        maximumKeysInMemory,
        processorType,
        limit,
        storageBackend,
        usesWeights,
        tailTriggers,
        weighting);
  }

  @Rule
  static void weightsAreUsed(
      boolean usesWeights, Optional<WeightingConfig> weighting, Violations violations) {
    if (weighting.isPresent() && !usesWeights) {
      violations.add("weighting", "has no effect unless uses_weights is true");
    }
  }
}
