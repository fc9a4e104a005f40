package org.modyn.common.config.pipeline;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;

/** How the decisions of several triggers become one. */
@Discriminator("id")
public sealed interface EnsembleStrategyConfig {
  /** More than half of them. */
  @Description("More than half of them")
  @Name("MajorityVote")
  record MajorityVote() implements EnsembleStrategyConfig {}

  /** At least so many of them. */
  @Description("At least so many of them")
  @Name("AtLeastN")
  record AtLeastN(@Description("Triggers that have to agree") @Minimum(1) int n)
      implements EnsembleStrategyConfig {}

  /** A function of all decisions. */
  @Description("A function of all decisions")
  @Name("Custom")
  record Custom(
      @Description("The function that makes one decision of them") @NonEmpty
          String aggregationFunction)
      implements EnsembleStrategyConfig {}
}
