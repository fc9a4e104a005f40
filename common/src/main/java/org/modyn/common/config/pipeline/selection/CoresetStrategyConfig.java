package org.modyn.common.config.pipeline.selection;

import java.util.Optional;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * Trains on a subset of the data: the selector draws a subset without a model (presampling), the
 * trainer draws a subset of that with the help of the model (downsampling).
 */
@Description(
    "Trains on a subset of the data: the selector draws a subset without a model (presampling), the"
        + " trainer draws a subset of that with the help of the model (downsampling)")
@Name("CoresetStrategy")
public record CoresetStrategyConfig(
    @Inline SelectionSettings settings,
    @Description("Number of first triggers that train on all data") @Default("0")
        int warmupTriggers,
    @Description("The subset that the selector draws") @Default("{strategy: 'No', ratio: 100}")
        PresamplingConfig presamplingConfig,
    @Description("The subset of it that the trainer draws") @Default("{strategy: 'No', ratio: 100}")
        DownsamplingConfig downsamplingConfig)
    implements SelectionStrategyConfig {

  @Rule
  static void severalTriggersAreBalanced(
      @At("presampling_config.strategy") PresamplingConfig.Strategy strategy,
      @At("tail_triggers") Optional<Integer> tailTriggers,
      Violations violations) {
    if (strategy == PresamplingConfig.Strategy.TRIGGER_BALANCED
        && tailTriggers.equals(Optional.of(0))) {
      violations.add(
          "tail_triggers",
          "must not be 0 when presampling_config.strategy is TriggerBalanced: there is only one"
              + " trigger to select from");
    }
  }
}
