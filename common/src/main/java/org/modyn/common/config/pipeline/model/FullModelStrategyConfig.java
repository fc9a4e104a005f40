package org.modyn.common.config.pipeline.model;

import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/** How full models are stored. */
@Description("How full models are stored")
public record FullModelStrategyConfig(
    @Description("The strategy") Strategy name,
    @Description("Options of the strategy") @Default("{}") Map<String, Object> config,
    @Description("Whether to compress the file") Optional<Boolean> zip,
    @Description("How to compress the file") @Default("ZIP_DEFLATED") String zipAlgorithm) {

  public FullModelStrategyConfig {
    config = OpenMap.copyOf(config);
  }

  /** The available strategies. */
  public enum Strategy {
    @Name("PyTorchFullModel")
    PYTORCH_FULL_MODEL,
    @Name("BinaryFullModel")
    BINARY_FULL_MODEL
  }
}
