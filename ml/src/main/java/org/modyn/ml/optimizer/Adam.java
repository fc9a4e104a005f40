package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.weights.NamedTensor;

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980, algorithm 1),
 * with the settings and defaults of {@code torch.optim.Adam}: {@code lr} 0.001, {@code betas} [0.9,
 * 0.999], {@code eps} 1e-8, {@code weight_decay} 0 (added to the gradient).
 *
 * <p>The bias corrections are folded into the learning rate and epsilon, as section 2 of the paper
 * describes, so that they cost no operation on arrays. State: {@code <parameter>.exp_avg}, {@code
 * <parameter>.exp_avg_sq} and {@code step}.
 */
final class Adam implements Optimizer {
  private static final String STEP = "step";
  private static final ValueLayout.OfLong LITTLE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private record Moments(String name, NDArray parameter, NDArray first, NDArray second) {}

  private record Group(
      List<Moments> moments,
      double learningRate,
      double firstDecay,
      double secondDecay,
      double epsilon,
      Scalar firstFactor,
      Scalar firstShare,
      Scalar secondFactor,
      Scalar secondShare,
      Scalar weightDecay,
      boolean decaysWeights,
      Scalar stepSize,
      Scalar stepEpsilon) {}

  private final String name;
  private final NDManager manager;
  private final List<Group> groups;
  private long steps;

  private Adam(String name, NDManager manager, List<Group> groups) {
    this.name = name;
    this.manager = manager;
    this.groups = List.copyOf(groups);
  }

  static Optimizer create(String name, NDManager parent, List<ParameterGroup> parameterGroups) {
    NDManager manager = parent.newSubManager();
    try {
      return new Adam(
          name, manager, parameterGroups.stream().map(group -> group(manager, group)).toList());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static Group group(NDManager manager, ParameterGroup parameterGroup) {
    Settings settings = parameterGroup.configuration();
    double learningRate = settings.nonNegative("lr", 1e-3);
    List<Double> betas = settings.numbers("betas", List.of(0.9, 0.999));
    if (betas.size() != 2 || betas.stream().anyMatch(beta -> beta < 0 || beta >= 1)) {
      throw settings.error("betas", "expected two numbers from 0 to below 1, but got " + betas);
    }
    double epsilon = settings.nonNegative("eps", 1e-8);
    double weightDecay = settings.nonNegative("weight_decay", 0);
    if (settings.flag("amsgrad", false)) {
      throw ModynException.unimplemented(
          "%s.amsgrad: true is not supported; leave it out", settings.path());
    }
    settings.rejectUnknown();
    List<Moments> moments = new ArrayList<>();
    parameterGroup
        .parameters()
        .forEach(
            (name, parameter) ->
                moments.add(
                    new Moments(
                        name,
                        parameter,
                        manager.zeros(parameter.getShape()),
                        manager.zeros(parameter.getShape()))));
    return new Group(
        moments,
        learningRate,
        betas.get(0),
        betas.get(1),
        epsilon,
        new Scalar(manager, betas.get(0)),
        new Scalar(manager, 1 - betas.get(0)),
        new Scalar(manager, betas.get(1)),
        new Scalar(manager, 1 - betas.get(1)),
        new Scalar(manager, weightDecay),
        weightDecay != 0,
        new Scalar(manager, 0),
        new Scalar(manager, 0));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void step(NDManager scratch) {
    steps++;
    for (Group group : groups) {
      double secondCorrection = Math.sqrt(1 - Math.pow(group.secondDecay(), steps));
      double firstCorrection = 1 - Math.pow(group.firstDecay(), steps);
      group.stepSize().set(group.learningRate() * secondCorrection / firstCorrection);
      group.stepEpsilon().set(group.epsilon() * secondCorrection);
      for (Moments moments : group.moments()) {
        NDArray gradient = Operations.gradient(moments.parameter());
        if (gradient != null) {
          gradient.attach(scratch);
          update(group, moments, gradient);
          Operations.clearGradient(moments.parameter());
        }
      }
    }
  }

  private static void update(Group group, Moments moments, NDArray gradient) {
    if (group.decaysWeights()) {
      try (NDArray decay = Operations.multiply(moments.parameter(), group.weightDecay().array())) {
        Operations.addInPlace(gradient, decay);
      }
    }
    Operations.multiplyInPlace(moments.first(), group.firstFactor().array());
    Operations.addInPlace(
        moments.first(), Operations.multiply(gradient, group.firstShare().array()));
    Operations.multiplyInPlace(moments.second(), group.secondFactor().array());
    NDArray square = Operations.multiply(gradient, gradient);
    Operations.multiplyInPlace(square, group.secondShare().array());
    Operations.addInPlace(moments.second(), square);
    // these two would belong to the state's manager, and pile up there
    try (NDArray divisor = Operations.squareRoot(moments.second());
        NDArray change = Operations.multiply(moments.first(), group.stepSize().array())) {
      Operations.addInPlace(divisor, group.stepEpsilon().array());
      Operations.divideInPlace(change, divisor);
      Operations.subtractInPlace(moments.parameter(), change);
    }
  }

  @Override
  public List<NamedTensor> state() {
    List<NamedTensor> state = new ArrayList<>();
    for (Group group : groups) {
      for (Moments moments : group.moments()) {
        state.add(Buffers.named(moments.name() + ".exp_avg", moments.first()));
        state.add(Buffers.named(moments.name() + ".exp_avg_sq", moments.second()));
      }
    }
    MemorySegment step = Arena.ofAuto().allocate(Long.BYTES);
    step.set(LITTLE_LONG, 0, steps);
    state.add(new NamedTensor(STEP, TensorDataType.INT64, List.of(), step));
    return state;
  }

  @Override
  public void restore(Map<String, NamedTensor> state) {
    steps = Buffers.find(name, STEP, "int64 []", state).bytes().get(LITTLE_LONG, 0);
    for (Group group : groups) {
      for (Moments moments : group.moments()) {
        Buffers.restore(name, moments.name() + ".exp_avg", moments.first(), state);
        Buffers.restore(name, moments.name() + ".exp_avg_sq", moments.second(), state);
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
