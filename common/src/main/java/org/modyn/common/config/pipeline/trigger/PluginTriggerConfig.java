package org.modyn.common.config.pipeline.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.IdentifiedByPrefix;
import org.modyn.common.config.schema.Matches;

/** A triggering policy of a plugin. */
@Description("A triggering policy in a jar of the supervisor's plugins directory")
@IdentifiedByPrefix(PluginTriggerConfig.PREFIX)
public record PluginTriggerConfig(
    @Description("The full name of a class that implements TriggerPlugin")
        @Example("class:com.acme.LabelShiftTrigger")
        @Matches("class:[A-Za-z]\\w*(\\.[A-Za-z]\\w*)*(\\$\\w+)*")
        String id,
    @Description("Options of the policy, which it checks itself") @Default("{}")
        Map<String, Object> config)
    implements TriggerConfig {
  static final String PREFIX = "class:";

  public PluginTriggerConfig {
    requireNonNull(id, "id is null");
    config = OpenMap.copyOf(config);
  }

  /** Returns the full name of the class. */
  public String className() {
    return id.substring(PREFIX.length());
  }
}
