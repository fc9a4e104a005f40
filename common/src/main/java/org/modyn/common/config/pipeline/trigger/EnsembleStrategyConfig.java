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

  /** A custom function of all decisions. */
  @Description("A custom function of all decisions")
  @Name("Custom")
  record Custom(
      @Description("The function that combines the decisions")
          @NonEmpty
          @Example("'lambda decisions: any(decisions.values())'")
          String aggregationFunction)
      implements EnsembleStrategyConfig {}
}
