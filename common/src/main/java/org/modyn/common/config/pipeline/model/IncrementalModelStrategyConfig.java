package org.modyn.common.config.pipeline.model;

import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/** How models are stored as differences from their parents. */
@Description("How models are stored as differences from their parents")
public record IncrementalModelStrategyConfig(
    @Description("The strategy") Strategy name,
    @Description("Options of the strategy") @Default("{}") Map<String, Object> config,
    @Description("Whether to compress the file") Optional<Boolean> zip,
    @Description("How to compress the file") @Default("ZIP_DEFLATED") String zipAlgorithm,
    @Description("Interval, in models, at which a model is stored in full")
        Optional<Integer> fullModelInterval) {

  public IncrementalModelStrategyConfig {
    config = OpenMap.copyOf(config);
  }

  /** The available strategies. */
  public enum Strategy {
    @Name("WeightsDifference")
    WEIGHTS_DIFFERENCE
  }
}
