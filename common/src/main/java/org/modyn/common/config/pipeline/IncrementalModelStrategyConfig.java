package org.modyn.common.config.pipeline;

import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/** How a model is stored as a difference to its parent. */
@Description("How a model is stored as a difference to its parent")
public record IncrementalModelStrategyConfig(
    @Description("The strategy") Strategy name,
    @Description("Options of the strategy") @Default("{}") Map<String, Object> config,
    @Description("Whether to compress the file") Optional<Boolean> zip,
    @Description("How to compress the file") @Default("ZIP_DEFLATED") String zipAlgorithm,
    @Description("Every how many models one is stored as a whole")
        Optional<Integer> fullModelInterval) {

  public IncrementalModelStrategyConfig {
    config = OpenMap.copyOf(config);
  }

  /** The strategies there are. */
  public enum Strategy {
    @Name("WeightsDifference")
    WEIGHTS_DIFFERENCE
  }
}
