package org.modyn.common.config.pipeline.model;

import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.NonEmpty;

/** How full models are stored. */
@Description("How full models are stored")
public record FullModelStrategyConfig(
    @Description("The strategy")
        @NonEmpty
        @MemberOf(value = "full model strategy", options = "config")
        @Example("PyTorchFullModel")
        String name,
    @Description("Options of the strategy") @Default("{}") Map<String, Object> config,
    @Description("Whether to compress the file; PyTorchFullModel never does") Optional<Boolean> zip,
    @Description("How to compress the file") @Default("ZIP_DEFLATED") ZipAlgorithm zipAlgorithm) {

  public FullModelStrategyConfig {
    config = OpenMap.copyOf(config);
  }
}
