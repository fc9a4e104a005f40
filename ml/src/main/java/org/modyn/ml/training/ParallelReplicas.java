package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;

/**
 * Replicas of a model on several devices, each of which computes the gradients of a part of every
 * batch: data parallel training. The first replica is the model that is trained; the others are
 * given its parameters before each step, and their gradients are added to its own.
 *
 * <p>A step takes what the largest part takes on its device, and the transfer of all gradients and
 * parameters. The gradients are those of the mean loss of the whole batch: the sum of the losses of
 * a part is divided by the divisor of the whole.
 *
 * <p>Not safe for concurrent use.
 */
final class ParallelReplicas implements AutoCloseable {
  private final Replica first;
  private final List<Replica> others;
  private final List<List<Counterpart>> parameters;
  private final DeviceThreads threads;
  private boolean outdated = true;

  /** A parameter of the first replica that is trained, and that of another one. */
  private record Counterpart(NDArray original, NDArray copy) {}

  /**
   * @param others at least one; closed with this object
   * @param trained the names of the parameters that optimizers change
   */
  ParallelReplicas(Replica first, List<Replica> others, Set<String> trained) {
    this.first = requireNonNull(first, "first is null");
    this.others = List.copyOf(others);
    Map<String, NDArray> originals = first.model().parameters();
    this.parameters =
        this.others.stream()
            .map(
                replica -> {
                  Map<String, NDArray> copies = replica.model().parameters();
                  return trained.stream()
                      .map(name -> new Counterpart(originals.get(name), copies.get(name)))
                      .toList();
                })
            .toList();
    for (Replica replica : this.others) {
      replica.model().setTraining(true);
      replica
          .model()
          .parameters()
          .forEach((name, array) -> array.setRequiresGradient(trained.contains(name)));
    }
    this.threads =
        new DeviceThreads(
            this.others.stream().map(replica -> "replica-" + replica.device()).toList());
  }

  /** Notes that arrays of the first replica were changed other than by the optimizers. */
  void invalidate() {
    outdated = true;
  }

  /**
   * Computes the parts of a batch, and adds the gradients of all to those of the first replica.
   *
   * @param task the same for each part
   * @return what the replicas have computed of each part
   */
  List<Replica.Computed> computeGradients(DeviceBatch batch, Replica.Task task) {
    if (outdated) {
      copyState();
      outdated = false;
    }
    List<Replica.Computed> computed = compute(batch, task);
    try (GradientMode off = GradientMode.off()) {
      for (int part = 1; part < batch.parts().size(); part++) {
        addGradients(part, batch);
      }
    }
    return computed;
  }

  private List<Replica.Computed> compute(DeviceBatch batch, Replica.Task task) {
    long maskPosition = first.model().masks().position();
    FutureTask<Replica.Computed> own = new FutureTask<>(() -> compute(first, 0, batch, task));
    List<Future<Replica.Computed>> all = new ArrayList<>();
    all.add(own);
    for (int part = 1; part < batch.parts().size(); part++) {
      int index = part;
      Replica replica = others.get(part - 1);
      all.add(
          threads.submit(
              part - 1,
              () -> {
                for (Counterpart parameter : parameters.get(index - 1)) {
                  replica.device().assign(parameter.copy(), parameter.original());
                }
                replica.model().masks().setPosition(maskPosition);
                return compute(replica, index, batch, task);
              }));
    }
    own.run();
    return DeviceThreads.join(all);
  }

  private static Replica.Computed compute(
      Replica replica, int part, DeviceBatch batch, Replica.Task task) {
    DeviceRows rows = batch.parts().get(part);
    replica.model().masks().setPart(rows.first(), batch.size());
    return replica.computeGradients(rows, batch.samples(), task);
  }

  /** Adds the gradients of a part to those of the first replica, and clears them. */
  private void addGradients(int part, DeviceBatch batch) {
    NDManager near = batch.parts().getFirst().memory();
    for (Counterpart parameter : parameters.get(part - 1)) {
      NDArray gradient = Autograd.gradient(parameter.copy());
      if (gradient != null) {
        gradient.attach(batch.parts().get(part).memory());
        NDArray sum = Autograd.gradient(parameter.original());
        sum.attach(near);
        Operations.addInPlace(sum, first.device().receive(gradient, near));
        Autograd.clear(parameter.copy());
      }
    }
  }

  /** Copies all arrays, after the model was created or loaded. */
  private void copyState() {
    Map<String, NDArray> originals = first.model().state();
    List<Future<Void>> pending = new ArrayList<>();
    for (int index = 0; index < others.size(); index++) {
      Replica replica = others.get(index);
      Callable<Void> copy =
          () -> {
            replica
                .model()
                .state()
                .forEach((name, array) -> replica.device().assign(array, originals.get(name)));
            return null;
          };
      pending.add(threads.submit(index, copy));
    }
    DeviceThreads.join(pending);
  }

  @Override
  public void close() {
    threads.close();
    others.forEach(Replica::close);
  }
}
