package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.weights.NamedTensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An optimizer that updates each parameter from its own gradient by the rule of its group. */
final class PerParameterOptimizer implements Optimizer {
  private static final Logger log = LoggerFactory.getLogger(PerParameterOptimizer.class);

  private final String name;
  private final NDManager manager;
  private final List<ParameterGroup> groups;
  private boolean densified;

  /**
   * @param manager owns the state of the optimizer; closed with it
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
        NDArray gradient = Autograd.gradient(state.parameter());
        if (gradient != null) {
          gradient.attach(scratch);
          group.rule().apply(state, prepare(gradient, group.rule(), state));
          Autograd.clear(state.parameter());
        }
      }
    }
  }

  private NDArray prepare(NDArray gradient, UpdateRule rule, ParameterState state) {
    if (rule.takesSparseGradients() || !Operations.isSparse(gradient)) {
      return gradient;
    }
    if (!densified) {
      densified = true;
      log.info(
          "The optimizer \"{}\" makes the sparse gradient of {} dense: each step changes all rows"
              + " of the table. SparseAdam, and SGD without momentum and weight decay, change only"
              + " those of the batch",
          name,
          state.name());
    }
    return Operations.dense(gradient);
  }

  @Override
  public List<NamedTensor> state(NDManager scratch) {
    return groups.stream()
        .flatMap(
            group ->
                group.states().stream()
                    .flatMap(state -> state.store(group.rule(), scratch).stream()))
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
