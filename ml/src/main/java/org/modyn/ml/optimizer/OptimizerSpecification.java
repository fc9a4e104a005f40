package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.modyn.common.config.FieldProblems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An optimizer as a pipeline file describes it, with options that have been checked.
 *
 * @param name in the pipeline file
 * @param groups at least one
 */
public record OptimizerSpecification(String name, List<Group> groups) {
  /**
   * A parameter group.
   *
   * @param field the field that names the module, for messages
   * @param module the module whose parameters are in the group, for example {@code
   *     model.bottom_model}
   */
  public record Group(String field, String module, OptimizerOptions options) {
    public Group {
      requireNonNull(field, "field is null");
      requireNonNull(module, "module is null");
      requireNonNull(options, "options is null");
    }
  }

  private static final Logger log = LoggerFactory.getLogger(OptimizerSpecification.class);

  public OptimizerSpecification {
    requireNonNull(name, "name is null");
    groups = List.copyOf(groups);
  }

  /**
   * Creates the optimizer.
   *
   * @param parent of the optimizer's own manager
   * @param parameters the parameters of the model; the optimizer takes its own from them
   * @param problems receives the modules that are unknown or in another group
   */
  Optimizer create(NDManager parent, ModuleParameters parameters, FieldProblems problems) {
    groups.stream()
        .flatMap(group -> group.options().runsAs().stream())
        .distinct()
        .forEach(algorithm -> log.info("The APEX optimizer \"{}\" runs as {}", name, algorithm));
    NDManager manager = parent.newSubManager();
    try {
      List<ParameterGroup> made = new ArrayList<>(groups.size());
      for (Group group : groups) {
        SequencedMap<String, NDArray> taken =
            parameters.take(group.field(), group.module(), problems);
        List<ParameterState> states = new ArrayList<>(taken.size());
        taken.forEach(
            (parameterName, parameter) ->
                states.add(new ParameterState(manager, parameterName, parameter)));
        made.add(new ParameterGroup(group.options().createRule(manager), states));
      }
      return new PerParameterOptimizer(name, manager, made);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }
}
