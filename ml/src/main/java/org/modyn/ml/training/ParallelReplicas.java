package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.modyn.ml.optimizer.ParameterGroup;
import org.modyn.ml.tensor.GradientMode;

/**
 * Replicas of a model on several devices, each of which computes the gradients of a part of every
 * batch: data parallel training. The first replica is the model that is trained; the others are
 * given its parameters before each step, and their gradients are added to its own ({@link
 * ParameterExchange}).
 *
 * <p>A step takes what the largest part takes on its device, and the transfer of the gradients and
 * of the parameters that have changed. The gradients are those of the mean loss of the whole batch:
 * the sum of the losses of a part is divided by the divisor of the whole.
 *
 * <p>Not safe for concurrent use.
 */
final class ParallelReplicas implements AutoCloseable {
  private final Replica first;
  private final List<Replica> others;
  private final ParameterExchange exchange;
  private final DeviceThreads threads;
  private boolean outdated = true;

  /**
   * @param others at least one; closed with this object
   * @param trained the names of the parameters that optimizers change, with their groups
   */
  ParallelReplicas(Replica first, List<Replica> others, Map<String, ParameterGroup> trained) {
    this.first = requireNonNull(first, "first is null");
    this.others = List.copyOf(others);
    this.exchange = new ParameterExchange(first, this.others, trained);
    for (Replica replica : this.others) {
      replica.model().setTraining(true);
      replica
          .model()
          .parameters()
          .forEach((name, array) -> array.setRequiresGradient(trained.containsKey(name)));
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
    try (GradientMode off = GradientMode.off()) {
      if (outdated) {
        copyState();
        exchange.allAreCurrent();
      } else {
        exchange.prepare();
      }
    }
    // when a replica fails, others may not have been sent their parameters
    outdated = true;
    List<Replica.Computed> computed = compute(batch, task);
    try (GradientMode off = GradientMode.off()) {
      List<DeviceRows> parts = batch.parts();
      NDManager near = parts.getFirst().memory();
      for (int part = 1; part < parts.size(); part++) {
        exchange.addGradients(part, parts.get(part).memory(), near);
      }
      exchange.expectStep(parts.size(), near);
    }
    outdated = false;
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
                exchange.send(replica, index, batch.parts().get(index).memory());
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
    exchange.close();
    others.forEach(Replica::close);
  }
}
