package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.ml.model.Model;
import org.modyn.ml.settings.Settings;

/** The algorithms that a pipeline file can name in {@code training.optimizers}. */
public final class Optimizers {
  private static final Map<String, OptimizerFactory> FACTORIES = factories();
  private static final String WHOLE_MODEL = "model";

  private Optimizers() {}

  private static Map<String, OptimizerFactory> factories() {
    Map<String, OptimizerFactory> factories = new LinkedHashMap<>();
    factories.put("Adam", Adam::create);
    factories.put("SGD", Sgd::create);
    return factories;
  }

  /**
   * Makes the optimizers of a training.
   *
   * @param manager the parent of the optimizers' own managers
   * @param configuration an object with a key for each optimizer, its name: {@code {"algorithm":
   *     "Adam", "source": "PyTorch", "param_groups": [{"module": "model", "config": {"lr":
   *     0.001}}]}}. A module is {@code model}, or {@code model.} and the beginning of parameters'
   *     names
   * @throws ModynException INVALID_ARGUMENT for an unknown algorithm, module or setting (with what
   *     is allowed), or when two groups have one parameter; UNIMPLEMENTED for settings and sources
   *     that are not supported
   */
  public static List<Optimizer> create(NDManager manager, Settings configuration, Model model) {
    if (configuration.keys().isEmpty()) {
      throw ModynException.invalidArgument(
          "%s: at least one optimizer is needed", configuration.path());
    }
    Set<String> taken = new HashSet<>();
    List<Optimizer> optimizers = new ArrayList<>();
    for (String name : configuration.keys()) {
      Settings settings = configuration.section(name);
      OptimizerFactory factory = factory(settings);
      List<ParameterGroup> groups = new ArrayList<>();
      for (Settings group : settings.sections("param_groups")) {
        groups.add(group(group, model, taken));
      }
      settings.optionalText("name");
      settings.rejectUnknown();
      if (groups.isEmpty()) {
        throw settings.error("param_groups", "at least one group is needed");
      }
      optimizers.add(factory.create(name, manager, groups));
    }
    return List.copyOf(optimizers);
  }

  private static OptimizerFactory factory(Settings settings) {
    String source = settings.choice("source", List.of("PyTorch", "APEX"), "PyTorch");
    if (!source.equals("PyTorch")) {
      throw ModynException.unimplemented(
          "%s.source: APEX is not supported; use PyTorch", settings.path());
    }
    String algorithm = settings.text("algorithm");
    OptimizerFactory factory = FACTORIES.get(algorithm);
    if (factory == null) {
      throw settings.error(
          "algorithm",
          "unknown optimizer \""
              + algorithm
              + "\""
              + NearestName.hint(algorithm, FACTORIES.keySet()));
    }
    return factory;
  }

  private static ParameterGroup group(Settings settings, Model model, Set<String> taken) {
    String module = settings.text("module");
    SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
    model
        .parameters()
        .forEach(
            (name, array) -> {
              if (module.equals(WHOLE_MODEL)
                  || (WHOLE_MODEL + "." + name).startsWith(module + ".")) {
                parameters.put(name, array);
              }
            });
    if (parameters.isEmpty()) {
      throw settings.error(
          "module", "unknown module \"" + module + "\"" + NearestName.hint(module, modules(model)));
    }
    for (String name : parameters.keySet()) {
      if (!taken.add(name)) {
        throw settings.error("module", "the parameter " + name + " is in two groups");
      }
    }
    Settings configuration = settings.optionalSection("config");
    settings.rejectUnknown();
    return new ParameterGroup(parameters, configuration);
  }

  private static Set<String> modules(Model model) {
    Set<String> modules = new TreeSet<>();
    for (String name : model.parameters().keySet()) {
      String module = WHOLE_MODEL + "." + name;
      for (int dot = module.lastIndexOf('.'); dot > 0; dot = module.lastIndexOf('.')) {
        module = module.substring(0, dot);
        modules.add(module);
      }
    }
    return modules;
  }
}
