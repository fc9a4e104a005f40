package org.modyn.common.config.pipeline.training;

import java.util.Map;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;

/** The criterion that a training optimizes. */
@Description("The criterion that a training optimizes")
public record CriterionConfig(
    @Description("Name of the criterion, for example CrossEntropyLoss")
        @MemberOf(value = "criterion", options = "config")
        @Example("CrossEntropyLoss")
        String name,
    @Description("Options of the criterion") @Default("{}") Map<String, Object> config) {

  public CriterionConfig {
    config = OpenMap.copyOf(config);
  }
}
