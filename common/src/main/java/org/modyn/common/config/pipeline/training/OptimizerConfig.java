package org.modyn.common.config.pipeline.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;

/** An optimizer and its parameters. */
@Description("An optimizer and its parameters")
public record OptimizerConfig(
    @Description("Name of the optimizer in this file") @Example("default") String name,
    @Description("The algorithm, for example SGD")
        @MemberOf(
            value = "optimizer",
            options = "param_groups[].config",
            when = "source",
            is = "PyTorch")
        @MemberOf(
            value = "APEX optimizer",
            options = "param_groups[].config",
            when = "source",
            is = "APEX")
        @Example("SGD")
        String algorithm,
    @Description("The library that defines the algorithm") Source source,
    @Description("The parameters that it optimizes") @NonEmpty List<ParameterGroup> paramGroups) {

  public OptimizerConfig {
    paramGroups = List.copyOf(paramGroups);
  }

  /**
   * Returns optimizers in the form in which requests to the trainer server have them: by name, the
   * fields {@code algorithm}, {@code source} and {@code param_groups}.
   */
  public static Map<String, Object> byName(List<OptimizerConfig> optimizers) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (OptimizerConfig optimizer : optimizers) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("algorithm", optimizer.algorithm());
      fields.put("source", optimizer.source());
      fields.put("param_groups", optimizer.paramGroups());
      byName.put(optimizer.name(), fields);
    }
    return byName;
  }

  /** The library that defines an algorithm. */
  public enum Source {
    @Name("PyTorch")
    PYTORCH,
    @Name("APEX")
    APEX
  }

  /** Parameters that share their options. */
  @Description("Parameters that share their options")
  public record ParameterGroup(
      @Description("The module that has the parameters, for example model") @Example("model")
          String module,
      @Description("Options, for example lr") @Default("{}") Map<String, Object> config) {

    public ParameterGroup {
      config = OpenMap.copyOf(config);
    }
  }
}
