package org.modyn.common.config.pipeline.selection;

import java.util.Optional;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig.StorageBackend;
import org.modyn.common.config.pipeline.selection.weighting.WeightingConfig;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Required;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** The settings that all selection strategies have in common. */
public record SelectionSettings(
    @Description("Maximum number of keys in memory: the size of a partition")
        @Minimum(1)
        @Example("100000")
        int maximumKeysInMemory,
    @Description("Name of a metadata processor; accepted, but not used")
        Optional<String> processorType,
    @Description("Maximum number of samples in a training set; -1: no limit") @Default("-1")
        long limit,
    @Description("Where the selector stores the samples that the pipeline has seen")
        @Default("database")
        StorageBackend storageBackend,
    @Description("Whether the training uses weights of samples") @Default("false")
        boolean usesWeights,
    @Description(
            "Number of triggers before the current one whose data can be selected; 0: only the data"
                + " of the current trigger; null: all data seen so far")
        @Required
        @Minimum(0)
        Optional<Integer> tailTriggers,
    @Description("Weights of the samples in the loss; by default all have the same weight")
        @OmittedWhenEmpty
        Optional<WeightingConfig> weighting) {

  @Rule
  static void weightsAreUsed(
      boolean usesWeights, Optional<WeightingConfig> weighting, Violations violations) {
    if (weighting.isPresent() && !usesWeights) {
      violations.add("weighting", "has no effect unless uses_weights is true");
    }
  }
}
