package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.ml.optimizer.ParameterGroup;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowCoalescer;
import org.modyn.ml.tensor.SparseRows;

/**
 * Sends the parameters of the first replica to the others, and adds their gradients to its own. Of
 * a table with sparse gradients, whose optimizer changes only the rows of the gradient, only those
 * rows are sent; of other parameters, and to a replica that was idle in the step before,
 * everything.
 *
 * <p>Not safe for concurrent use, but for {@link #send}.
 */
final class ParameterExchange implements AutoCloseable {
  private final Replica first;
  private final List<Parameter> parameters;
  private final RowCoalescer coalescer;

  /** Owns the rows of {@link #changes}. */
  private NDManager memory;

  /** What the last step has changed of each parameter: rows, or everything. */
  private List<Optional<SparseRows>> changes = List.of();

  /** The number of replicas that had the parameters before the last step, with the first one. */
  private int current;

  /**
   * A parameter that is trained.
   *
   * @param copies those of the other replicas
   */
  private record Parameter(NDArray original, List<NDArray> copies, ParameterGroup group) {
    Parameter {
      requireNonNull(original, "original is null");
      copies = List.copyOf(copies);
      requireNonNull(group, "group is null");
    }
  }

  /**
   * @param trained the names of the parameters that optimizers change, with their groups
   */
  ParameterExchange(Replica first, List<Replica> others, Map<String, ParameterGroup> trained) {
    Map<String, NDArray> originals = first.model().parameters();
    List<? extends Map<String, NDArray>> copies =
        others.stream().map(replica -> replica.model().parameters()).toList();
    this.first = requireNonNull(first, "first is null");
    this.parameters =
        trained.entrySet().stream()
            .map(
                entry ->
                    new Parameter(
                        originals.get(entry.getKey()),
                        copies.stream().map(arrays -> arrays.get(entry.getKey())).toList(),
                        entry.getValue()))
            .toList();
    this.coalescer = new RowCoalescer(first.manager());
    this.memory = first.manager().newSubManager();
  }

  /**
   * Gathers what is to be sent, after a step of the optimizers and before {@link #send}. Recording
   * must be off.
   */
  void prepare() {
    List<Optional<SparseRows>> gathered = new ArrayList<>(changes.size());
    for (int index = 0; index < changes.size(); index++) {
      NDArray original = parameters.get(index).original();
      gathered.add(
          changes.get(index).map(rows -> new SparseRows(rows.rows(), rows.select(original))));
    }
    changes = gathered;
  }

  /**
   * Sends a replica what it lacks. May be called for several replicas at the same time.
   *
   * @param index of the replica; the first of the others is 1
   * @param scratch owns temporary arrays on the device of the replica
   */
  void send(Replica replica, int index, NDManager scratch) {
    try (GradientMode off = GradientMode.off()) {
      for (int number = 0; number < changes.size(); number++) {
        Parameter parameter = parameters.get(number);
        NDArray copy = parameter.copies().get(index - 1);
        Optional<SparseRows> rows = changes.get(number);
        if (rows.isPresent() && index < current) {
          replaceRows(replica, copy, rows.get(), scratch);
        } else {
          replica.device().assign(copy, parameter.original());
        }
      }
    }
  }

  private static void replaceRows(
      Replica replica, NDArray copy, SparseRows changed, NDManager scratch) {
    if (!changed.isEmpty()) {
      new SparseRows(
              replica.device().receive(changed.rows(), scratch),
              replica.device().receive(changed.values(), scratch))
          .replaceIn(copy);
    }
  }

  /** Notes that all replicas have the parameters of the first one, so that none lacks anything. */
  void allAreCurrent() {
    forget();
  }

  /**
   * Adds the gradients of a replica's parameters to those of the first one, and clears them.
   * Recording must be off.
   *
   * @param index as in {@link #send}
   * @param scratch owns temporary arrays on the device of the replica
   * @param firstScratch owns temporary arrays on the device of the first one
   */
  void addGradients(int index, NDManager scratch, NDManager firstScratch) {
    for (Parameter parameter : parameters) {
      NDArray copy = parameter.copies().get(index - 1);
      NDArray gradient = Autograd.gradient(copy);
      if (gradient != null) {
        gradient.attach(scratch);
        NDArray sum = Autograd.gradient(parameter.original());
        sum.attach(firstScratch);
        Operations.addInPlace(sum, first.device().receive(gradient, firstScratch));
        Autograd.clear(copy);
      }
    }
  }

  /**
   * Notes what the optimizers will change in the step with the gradients that the first replica's
   * parameters have now. Recording must be off.
   *
   * @param replicas the number of those that have the parameters of the first one now, with it
   * @param firstScratch owns temporary arrays on the device of the first one
   */
  void expectStep(int replicas, NDManager firstScratch) {
    forget();
    current = replicas;
    changes = parameters.stream().map(parameter -> rowsToChange(parameter, firstScratch)).toList();
  }

  private Optional<SparseRows> rowsToChange(Parameter parameter, NDManager scratch) {
    NDArray gradient = Autograd.gradient(parameter.original());
    if (gradient == null) {
      return Optional.empty();
    }
    gradient.attach(scratch);
    if (!Operations.isSparse(gradient) || !parameter.group().changesOnlyRowsOfGradients()) {
      return Optional.empty();
    }
    SparseRows rows = coalescer.coalesce(gradient);
    rows.rows().attach(memory);
    return Optional.of(rows);
  }

  private void forget() {
    changes = List.of();
    memory.close();
    memory = first.manager().newSubManager();
  }

  @Override
  public void close() {
    memory.close();
  }
}
