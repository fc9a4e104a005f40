package org.modyn.common.config.pipeline.trigger;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;

/** How the decisions of several triggers are combined. */
@Discriminator("id")
public sealed interface EnsembleStrategyConfig {
  /** More than half of the decisions. */
  @Description("More than half of the decisions")
  @Name("MajorityVote")
  record MajorityVote() implements EnsembleStrategyConfig {}

  /** At least a number of the decisions. */
  @Description("At least a number of the decisions")
  @Name("AtLeastN")
  record AtLeastN(@Description("Minimum number of triggers that fire") @Minimum(1) int n)
      implements EnsembleStrategyConfig {}

  /** A condition on the decisions. */
  @Description("A condition on the decisions")
  @Name("Custom")
  record Custom(
      @Description(
              "The condition: names of triggers with and, or, not and parentheses, as in daily and"
                  + " (amount or drift)")
          @NonEmpty
          @Example("daily or amount")
          String aggregationFunction)
      implements EnsembleStrategyConfig {}
}
