package org.modyn.common.config.pipeline.model;

import java.util.Map;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.NonEmpty;

/** The model to train. */
@Description("The model to train")
public record ModelConfig(
    @Description("Name of the model class")
        @NonEmpty
        @MemberOf(value = "model", options = "config")
        @Example("MLP")
        String id,
    @Description("Options of the model") @Default("{}") Map<String, Object> config) {

  public ModelConfig {
    config = OpenMap.copyOf(config);
  }
}
