package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.GradScaler;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.optimizer.LossScaling;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;

/** Mixed precision on the CPU, whose operations on float16 are slow but the same. */
final class MixedPrecisionTest {
  private static final InputPipeline INPUT =
      InputPipeline.of(BytesParsers.create("Record([Field('data', 'float32', count=6)])"));

  @Test
  void learnsWhatFloat32Learns() {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU);
        Model full = model(manager);
        Model mixed = model(manager);
        Optimizer ofFull = optimizer(manager, full);
        Optimizer ofMixed = optimizer(manager, mixed);
        Learner fullLearner = learner(manager, full, ofFull);
        Learner mixedLearner = learner(manager, mixed, ofMixed)) {
      mixedLearner.setMixedPrecision(scaling(manager, "{}"));
      TensorBatch batch = batch(1);
      float first = fullLearner.step(batch);
      assertThat(mixedLearner.step(batch)).isCloseTo(first, within(2e-3f));
      for (int step = 0; step < 30; step++) {
        fullLearner.step(batch);
        mixedLearner.step(batch);
      }
      assertThat(mixedLearner.step(batch))
          .isCloseTo(fullLearner.step(batch), within(5e-3f))
          .isLessThan(first);
      mixed
          .parameters()
          .forEach(
              (name, parameter) ->
                  assertThat(parameter.toFloatArray())
                      .as(name)
                      .containsExactly(full.parameters().get(name).toFloatArray(), within(2e-2f)));
    }
  }

  @Test
  void aStepWithGradientsThatAreNotFiniteChangesNothingAndMakesTheScaleSmaller() {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU);
        Model model = model(manager);
        Optimizer optimizer = optimizer(manager, model);
        Learner learner = learner(manager, model, optimizer)) {
      LossScaling scaling = scaling(manager, "{\"init_scale\": 1e30, \"backoff_factor\": 1e-13}");
      learner.setMixedPrecision(scaling);
      float[] before = weights(model);
      learner.step(batch(1));
      assertThat(weights(model)).containsExactly(before);
      learner.step(batch(1));
      learner.step(batch(1));
      assertThat(weights(model)).isNotEqualTo(before);
    }
  }

  /** As in PyTorch, whose scaler looks at nothing then. */
  @Test
  void withoutScalingEachStepCounts() {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU);
        Model model = model(manager);
        Optimizer optimizer = optimizer(manager, model);
        Learner learner = learner(manager, model, optimizer)) {
      LossScaling scaling = scaling(manager, "{\"init_scale\": 1e30, \"enabled\": false}");
      learner.setMixedPrecision(scaling);
      float[] before = weights(model);
      learner.step(batch(1));
      assertThat(weights(model)).isNotEqualTo(before).doesNotContain(Float.NaN);
    }
  }

  private static float[] weights(Model model) {
    NDArray weight = model.parameters().get("layers.0.weight");
    return weight.toFloatArray();
  }

  private static LossScaling scaling(NDManager manager, String options) {
    return new LossScaling(
        new GradScaler(ConfigLoader.parseSection("scaler", options, GradScalerOptions.class)),
        manager);
  }

  private static Model model(NDManager manager) {
    return Models.read("MLP", "{\"sizes\": [6, 16, 3]}")
        .create(new ModelContext(manager, Device.CPU, 3));
  }

  private static Optimizer optimizer(NDManager manager, Model model) {
    return Optimizers.create(
            manager,
            """
            {"default": {"algorithm": "SGD", "param_groups":
              [{"module": "model", "config": {"lr": 0.1, "momentum": 0.9}}]}}\
            """,
            model)
        .getFirst();
  }

  private static Learner learner(NDManager manager, Model model, Optimizer optimizer) {
    return new Learner(
        manager,
        Device.CPU,
        model,
        Losses.REGISTRY.read("name", "CrossEntropyLoss", "config", "").create(manager),
        List.of(optimizer),
        INPUT);
  }

  private static TensorBatch batch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TensorBatch batch = new TensorBatch(INPUT.tensors(), 32);
    for (int row = 0; row < 32; row++) {
      long label = random.nextInt(3);
      for (int column = 0; column < 6; column++) {
        batch
            .tensor(0)
            .setAtIndex(
                ValueLayout.JAVA_FLOAT,
                row * 6L + column,
                (float) random.nextGaussian(column % 3 == label ? 1 : 0, 0.5));
      }
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, label);
    }
    batch.setSize(32);
    return batch;
  }
}
