package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.weights.NamedTensor;

/** An optimizer that changes each parameter by its own gradient, as the group's rule says. */
final class PerParameterOptimizer implements Optimizer {
  private final String name;
  private final NDManager manager;
  private final List<ParameterGroup> groups;

  /**
   * @param manager owns what the optimizer remembers; closed with it
   */
  PerParameterOptimizer(String name, NDManager manager, List<ParameterGroup> groups) {
    this.name = requireNonNull(name, "name is null");
    this.manager = requireNonNull(manager, "manager is null");
    this.groups = List.copyOf(groups);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<ParameterGroup> groups() {
    return groups;
  }

  @Override
  public void step(NDManager scratch) {
    for (ParameterGroup group : groups) {
      for (ParameterState state : group.states()) {
        NDArray gradient = Operations.gradient(state.parameter());
        if (gradient != null) {
          gradient.attach(scratch);
          group.rule().apply(state, gradient);
          Operations.clearGradient(state.parameter());
        }
      }
    }
  }

  @Override
  public List<NamedTensor> state() {
    return groups.stream()
        .flatMap(group -> group.states().stream())
        .flatMap(state -> state.store().stream())
        .toList();
  }

  @Override
  public void restore(Map<String, NamedTensor> state) {
    StoredState stored = new StoredState(name, state);
    for (ParameterGroup group : groups) {
      group.states().forEach(parameter -> parameter.restore(stored, group.rule()));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
