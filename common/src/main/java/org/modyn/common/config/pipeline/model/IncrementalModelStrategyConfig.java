package org.modyn.common.config.pipeline.model;

import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;

/** How models are stored as differences from others. */
@Description("How models are stored as differences from others")
public record IncrementalModelStrategyConfig(
    @Description("The strategy")
        @NonEmpty
        @MemberOf(value = "incremental model strategy", options = "config")
        @Example("WeightsDifference")
        String name,
    @Description("Options of the strategy") @Default("{}") Map<String, Object> config,
    @Description("Whether to compress the file") Optional<Boolean> zip,
    @Description("How to compress the file") @Default("ZIP_DEFLATED") ZipAlgorithm zipAlgorithm,
    @Description(
            "The model of each trigger whose number is a multiple of it is stored in full; by"
                + " default only the first one is")
        @Minimum(1)
        Optional<Integer> fullModelInterval) {

  public IncrementalModelStrategyConfig {
    config = OpenMap.copyOf(config);
  }
}
