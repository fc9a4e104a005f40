package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** How the decisions of several drift metrics are combined. */
@Discriminator("id")
public sealed interface DriftAggregationConfig {
  /** More than half of the decisions. */
  @Description("More than half of the decisions")
  @Name("MajorityVote")
  record MajorityVote() implements DriftAggregationConfig {}

  /** At least a number of the decisions. */
  @Description("At least a number of the decisions")
  @Name("AtLeastN")
  record AtLeastN(@Description("Minimum number of metrics that detect a drift") @Minimum(1) int n)
      implements DriftAggregationConfig {}
}
