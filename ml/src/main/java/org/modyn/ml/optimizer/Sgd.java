package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;
import org.modyn.ml.weights.NamedTensor;

/**
 * Stochastic gradient descent with the settings, defaults and order of operations of {@code
 * torch.optim.SGD} (its documentation's algorithm): {@code lr} 0.001, {@code momentum} 0, {@code
 * dampening} 0, {@code weight_decay} 0, {@code nesterov} false. Momentum starts as the first
 * gradient, undamped, as there. State, with momentum only: {@code <parameter>.momentum_buffer}.
 */
final class Sgd implements Optimizer {
  /** A parameter and its momentum, which stays null without momentum. */
  private static final class Slot {
    private final String name;
    private final NDArray parameter;
    private final NDArray momentum;
    private boolean started;

    Slot(String name, NDArray parameter, NDArray momentum) {
      this.name = name;
      this.parameter = parameter;
      this.momentum = momentum;
    }
  }

  private record Group(
      List<Slot> slots,
      Scalar learningRate,
      Scalar momentum,
      Scalar undampened,
      boolean nesterov,
      Scalar weightDecay,
      boolean decaysWeights) {}

  private final String name;
  private final NDManager manager;
  private final List<Group> groups;

  private Sgd(String name, NDManager manager, List<Group> groups) {
    this.name = name;
    this.manager = manager;
    this.groups = List.copyOf(groups);
  }

  static Optimizer create(String name, NDManager parent, List<ParameterGroup> parameterGroups) {
    NDManager manager = parent.newSubManager();
    try {
      return new Sgd(
          name, manager, parameterGroups.stream().map(group -> group(manager, group)).toList());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static Group group(NDManager manager, ParameterGroup parameterGroup) {
    Settings settings = parameterGroup.configuration();
    double learningRate = settings.nonNegative("lr", 1e-3);
    double momentum = settings.nonNegative("momentum", 0);
    double dampening = settings.number("dampening", 0);
    double weightDecay = settings.nonNegative("weight_decay", 0);
    boolean nesterov = settings.flag("nesterov", false);
    settings.rejectUnknown();
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw settings.error("nesterov", "needs a momentum and no dampening");
    }
    List<Slot> slots = new ArrayList<>();
    parameterGroup
        .parameters()
        .forEach(
            (name, parameter) ->
                slots.add(
                    new Slot(
                        name,
                        parameter,
                        momentum == 0 ? null : manager.zeros(parameter.getShape()))));
    return new Group(
        slots,
        new Scalar(manager, learningRate),
        new Scalar(manager, momentum),
        new Scalar(manager, 1 - dampening),
        nesterov,
        new Scalar(manager, weightDecay),
        weightDecay != 0);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void step(NDManager scratch) {
    for (Group group : groups) {
      for (Slot slot : group.slots()) {
        NDArray gradient = Operations.gradient(slot.parameter);
        if (gradient != null) {
          gradient.attach(scratch);
          update(group, slot, gradient);
          Operations.clearGradient(slot.parameter);
        }
      }
    }
  }

  private static void update(Group group, Slot slot, NDArray gradient) {
    if (group.decaysWeights()) {
      try (NDArray decay = Operations.multiply(slot.parameter, group.weightDecay().array())) {
        Operations.addInPlace(gradient, decay);
      }
    }
    if (slot.momentum == null) {
      Operations.subtractInPlace(
          slot.parameter, Operations.multiply(gradient, group.learningRate().array()));
      return;
    }
    addToMomentum(group, slot, gradient);
    if (group.nesterov()) {
      try (NDArray ahead = Operations.multiply(slot.momentum, group.momentum().array())) {
        Operations.addInPlace(gradient, ahead);
      }
      Operations.subtractInPlace(
          slot.parameter, Operations.multiply(gradient, group.learningRate().array()));
    } else {
      try (NDArray change = Operations.multiply(slot.momentum, group.learningRate().array())) {
        Operations.subtractInPlace(slot.parameter, change);
      }
    }
  }

  private static void addToMomentum(Group group, Slot slot, NDArray gradient) {
    if (slot.started) {
      Operations.multiplyInPlace(slot.momentum, group.momentum().array());
      Operations.addInPlace(
          slot.momentum, Operations.multiply(gradient, group.undampened().array()));
    } else {
      Operations.addInPlace(slot.momentum, gradient);
      slot.started = true;
    }
  }

  @Override
  public List<NamedTensor> state() {
    return groups.stream()
        .flatMap(group -> group.slots().stream())
        .filter(slot -> slot.started)
        .map(slot -> Buffers.named(stateName(slot), slot.momentum))
        .toList();
  }

  @Override
  public void restore(Map<String, NamedTensor> state) {
    for (Group group : groups) {
      for (Slot slot : group.slots()) {
        if (slot.momentum != null) {
          Buffers.restore(name, stateName(slot), slot.momentum, state);
          slot.started = true;
        }
      }
    }
  }

  private static String stateName(Slot slot) {
    return slot.name + ".momentum_buffer";
  }

  @Override
  public void close() {
    manager.close();
  }
}
