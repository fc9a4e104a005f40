package org.modyn.common.config.pipeline.selection;

import java.util.Optional;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Trains on a reservoir of all data seen so far, balanced over the labels. */
@Description("Trains on a reservoir of all data seen so far, balanced over the labels")
@Name("ClassBalancedReservoirStrategy")
public record ClassBalancedReservoirStrategyConfig(
    @Inline @Example("{limit: 10000}") SelectionSettings settings)
    implements SelectionStrategyConfig {

  @Rule
  static void reservoirIsBounded(@At("limit") long limit, Violations violations) {
    if (limit < 1) {
      violations.add("limit", "must be at least 1, the size of the reservoir, but is %d", limit);
    }
  }

  @Rule
  static void reservoirIsOfAllData(
      @At("tail_triggers") Optional<Integer> tailTriggers, Violations violations) {
    tailTriggers.ifPresent(
        tail ->
            violations.add(
                "tail_triggers", "must be null: the reservoir is of all data, but is %d", tail));
  }
}
