package org.modyn.ml.schedule;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.common.config.FieldProblems;
import org.modyn.ml.optimizer.BowlModel;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.optimizer.ParameterGroup;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.testing.TestEngine;

/** An optimizer with two groups, with the learning rates 0.1 and 0.02, and schedules for it. */
final class ScheduleFixture implements AutoCloseable {
  private final NDManager manager = TestEngine.load().newManager(Device.CPU);
  private final List<Optimizer> optimizers;

  /**
   * @param algorithm of the optimizer
   * @param options of both groups besides the learning rate, as {@code , "momentum": 0.9}
   */
  ScheduleFixture(String algorithm, String options) {
    optimizers =
        Optimizers.create(
            manager,
            """
            {"default": {"algorithm": "%s", "param_groups": [
              {"module": "model.left", "config": {"lr": 0.1%s}},
              {"module": "model.right", "config": {"lr": 0.02%s}}]}}\
            """
                .formatted(algorithm, options, options),
            new BowlModel(manager));
  }

  List<Optimizer> optimizers() {
    return optimizers;
  }

  List<ParameterGroup> groups() {
    return optimizers.getFirst().groups();
  }

  List<Double> rates() {
    return groups().stream().map(ParameterGroup::learningRate).toList();
  }

  List<Double> momenta() {
    return groups().stream().map(group -> group.momentum().orElseThrow()).toList();
  }

  LearningRateSchedule create(String name, String options) {
    FieldProblems problems = new FieldProblems();
    var specification =
        Schedules.read(
            """
            {"name": "%s", "source": "%s", "step_every": "batch", "optimizers": ["default"],
             "config": %s}\
            """
                .formatted(name, name.equals("DLRMScheduler") ? "Custom" : "PyTorch", options),
            new TrainingLength(100, 4),
            List.of("default"),
            problems);
    problems.throwIfAny();
    return specification.orElseThrow().create(optimizers);
  }

  @Override
  public void close() {
    optimizers.forEach(Optimizer::close);
    manager.close();
  }
}
