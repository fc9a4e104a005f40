package org.modyn.common.config.pipeline.selection;

import java.util.Optional;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Trains on a mix of data that no training has used yet and data that has been used. */
@Description("Trains on a mix of data that no training has used yet and data that has been used")
@Name("FreshnessSamplingStrategy")
public record FreshnessSamplingStrategyConfig(
    @Inline SelectionSettings settings,
    @Description("Percentage of samples that no training has used yet")
        @Minimum(1)
        @Maximum(99)
        @Example("50")
        int unusedDataRatio)
    implements SelectionStrategyConfig {

  @Rule
  static void oldDataIsInReach(
      @At("tail_triggers") Optional<Integer> tailTriggers, Violations violations) {
    tailTriggers.ifPresent(
        tail ->
            violations.add(
                "tail_triggers",
                "must be null: the strategy chooses from all data seen so far, but is %d",
                tail));
  }
}
