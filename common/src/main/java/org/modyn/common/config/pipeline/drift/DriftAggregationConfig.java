package org.modyn.common.config.pipeline.drift;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** How the decisions of several drift metrics become one. */
@Discriminator("id")
public sealed interface DriftAggregationConfig {
  /** More than half of them. */
  @Description("More than half of them")
  @Name("MajorityVote")
  record MajorityVote() implements DriftAggregationConfig {}

  /** At least so many of them. */
  @Description("At least so many of them")
  @Name("AtLeastN")
  record AtLeastN(@Description("Metrics that have to agree") @Minimum(1) int n)
      implements DriftAggregationConfig {}
}
