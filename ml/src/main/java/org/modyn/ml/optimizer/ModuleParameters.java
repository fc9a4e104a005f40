package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.NearestName;

/**
 * Assigns the parameters of a model to parameter groups by the paths of modules. {@code model} is
 * the whole model, {@code model.bottom_model} everything below this module.
 */
final class ModuleParameters {
  private static final String WHOLE_MODEL = "model";

  private final SequencedMap<String, NDArray> parameters;
  private final Set<String> taken = new HashSet<>();

  /**
   * @param parameters by their names in the model, as {@code bottom_model.mlp.0.weight}
   */
  ModuleParameters(SequencedMap<String, NDArray> parameters) {
    this.parameters = requireNonNull(parameters, "parameters is null");
  }

  /**
   * Returns the parameters of a module and marks them as used.
   *
   * @param field where the module is named
   * @param problems receives a problem if the module is unknown or one of its parameters has been
   *     used before
   */
  SequencedMap<String, NDArray> take(String field, String module, FieldProblems problems) {
    SequencedMap<String, NDArray> found = new LinkedHashMap<>();
    parameters.forEach(
        (name, array) -> {
          if ((WHOLE_MODEL + "." + name).startsWith(module + ".")) {
            found.put(name, array);
          }
        });
    if (found.isEmpty()) {
      problems.add(
          field, "unknown module \"" + module + "\"" + NearestName.hint(module, modules()));
    }
    found.keySet().stream()
        .filter(name -> !taken.add(name))
        .findFirst()
        .ifPresent(name -> problems.add(field, "the parameter " + name + " is in two groups"));
    return found;
  }

  private Set<String> modules() {
    Set<String> modules = new TreeSet<>();
    for (String name : parameters.keySet()) {
      String module = WHOLE_MODEL + "." + name;
      for (int dot = module.lastIndexOf('.'); dot > 0; dot = module.lastIndexOf('.')) {
        module = module.substring(0, dot);
        modules.add(module);
      }
    }
    return modules;
  }
}
