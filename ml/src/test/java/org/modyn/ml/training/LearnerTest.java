package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.metric.EvaluatedBatch;
import org.modyn.ml.metric.MetricSet;
import org.modyn.ml.metric.Predictions;
import org.modyn.ml.metric.TestMetrics;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.weights.SafetensorsFile;

final class LearnerTest {
  private static final InputPipeline INPUT =
      input("Field('categorical_input', 'int64', count=2), Field('numerical_input', 'float32')");

  private NDManager manager;
  private Loss loss;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
    loss = Losses.REGISTRY.read("name", "BCEWithLogitsLoss", "criterion", "").create(manager);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void learnsAnInteraction() {
    try (Model model = model(5);
        Optimizer optimizer = adam(model, 0.01);
        Learner learner = new Learner(manager, Device.CPU, model, loss, List.of(optimizer), INPUT);
        Predictor predictor = new Predictor(manager, Device.CPU, model, INPUT)) {
      TensorBatch batch = new TensorBatch(INPUT.tensors(), 256);
      SplittableRandom random = new SplittableRandom(1);
      for (int step = 0; step < 300; step++) {
        fill(batch, random, 256);
        learner.step(batch);
      }
      fill(batch, random, 200);
      MetricSet metrics = TestMetrics.create("{\"name\": \"RocAuc\"}");
      Predictions predictions = predictor.predict(batch);
      assertThat(predictions.samples()).isEqualTo(200);
      metrics.add(new EvaluatedBatch(predictions, batch.labels().toArray(ValueLayout.JAVA_LONG)));
      assertThat(TestMetrics.value(metrics)).isGreaterThan(0.98);
    }
  }

  @Test
  void aCheckpointGoesOnBitForBit(@TempDir Path directory) {
    Path file = directory.resolve("model.safetensors");
    TensorBatch batch = new TensorBatch(INPUT.tensors(), 64);
    fill(batch, new SplittableRandom(2), 64);
    try (Model model = model(5);
        Optimizer optimizer = adam(model, 0.01);
        Learner learner = new Learner(manager, Device.CPU, model, loss, List.of(optimizer), INPUT);
        Model resumed = model(6);
        Optimizer resumedOptimizer = adam(resumed, 0.01)) {
      steps(learner, batch, 3);
      Checkpoint.write(file, model, List.of(optimizer), Map.of("trigger", "1"));
      Checkpoint.load(file, resumed);
      Checkpoint.loadOptimizers(file, List.of(resumedOptimizer));
      try (Learner second =
          new Learner(manager, Device.CPU, resumed, loss, List.of(resumedOptimizer), INPUT)) {
        for (int step = 0; step < 3; step++) {
          assertThat(second.step(batch)).isEqualTo(learner.step(batch));
        }
      }
      assertSameParameters(model, resumed);
    }
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      assertThat(stored.metadata()).containsEntry("trigger", "1");
      assertThat(stored.tensors())
          .containsKeys(
              "top_model.out.bias",
              "optimizer-default/top_model.out.bias.exp_avg",
              "optimizer-default/top_model.out.weight.step");
    }
  }

  @Test
  void loadsWeightsWithoutOptimizers(@TempDir Path directory) {
    Path file = directory.resolve("model.safetensors");
    try (Model model = model(5);
        Model other = model(6)) {
      Checkpoint.write(file, model, List.of(), Map.of());
      Checkpoint.load(file, other);
      assertSameParameters(model, other);
    }
  }

  @Test
  void refusesTheWeightsOfAnotherModel(@TempDir Path directory) {
    Path file = directory.resolve("model.safetensors");
    try (Model model = model(5);
        Model wider = model(5, "[8, 1]");
        Model deeper = model(5, "[4, 4, 1]")) {
      Checkpoint.write(file, model, List.of(), Map.of());
      assertThatThrownBy(() -> Checkpoint.load(file, wider))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessageContaining(
              "top_model.mlp.layers.0.weight is float32 [4, 7] and not float32 [8, 7]");
      assertThatThrownBy(() -> Checkpoint.load(file, deeper))
          .hasMessageContaining("it has no top_model.mlp.layers.2.weight");
      Checkpoint.write(file, deeper, List.of(), Map.of());
      assertThatThrownBy(() -> Checkpoint.load(file, model))
          .hasMessageContaining("are not those of this model.config");
    }
  }

  @Test
  void weighsSamples() {
    TensorBatch both = new TensorBatch(INPUT.tensors(), 64);
    TensorBatch firstHalf = new TensorBatch(INPUT.tensors(), 64);
    fill(both, new SplittableRandom(3), 64);
    fill(firstHalf, new SplittableRandom(3), 32);
    both.setWeighted(true);
    for (int row = 0; row < 64; row++) {
      both.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, row < 32 ? 0.25f : 0);
    }
    try (Model model = model(5);
        Model other = model(5)) {
      float weighted = train(model, both);
      float plain = train(other, firstHalf);
      assertThat(weighted).isCloseTo(plain, within(1e-6f));
    }
  }

  /** For a label {@code y} and a logit {@code x}, with the model as it is before the step. */
  @Test
  void anObserverSeesTheLossAndTheGradientOfEachSample() {
    TensorBatch batch = new TensorBatch(INPUT.tensors(), 64);
    fill(batch, new SplittableRandom(6), 50);
    List<float[]> observed = new ArrayList<>();
    try (Model model = model(5);
        Optimizer optimizer = adam(model, 0.01);
        Learner learner =
            new Learner(manager, Device.CPU, model, loss, List.of(optimizer), INPUT)) {
      learner.step(batch);
      float[] logits;
      try (Predictor predictor = new Predictor(manager, Device.CPU, model, INPUT)) {
        logits = predictor.predict(batch).values();
      }
      model.setTraining(true);
      learner.setObserver(
          (given, losses, gradientNorms) -> {
            assertThat(given).isSameAs(batch);
            observed.add(losses.toArray(ValueLayout.JAVA_FLOAT));
            observed.add(gradientNorms.toArray(ValueLayout.JAVA_FLOAT));
          });
      learner.step(batch);
      assertThat(observed).hasSize(2).allMatch(column -> column.length == 50);
      for (int row = 0; row < 50; row++) {
        double probability = 1 / (1 + Math.exp(-logits[row]));
        double ofLabel = batch.label(row) == 1 ? probability : 1 - probability;
        assertThat((double) observed.get(0)[row]).isCloseTo(-Math.log(ofLabel), within(1e-6));
        assertThat((double) observed.get(1)[row]).isCloseTo(1 - ofLabel, within(1e-6));
      }
    }
  }

  @Test
  void anObserverDoesNotChangeTheTraining() {
    TensorBatch batch = new TensorBatch(INPUT.tensors(), 64);
    fill(batch, new SplittableRandom(7), 64);
    try (Model model = model(5);
        Model other = model(5);
        Optimizer optimizer = adam(model, 0.01);
        Optimizer otherOptimizer = adam(other, 0.01);
        Learner learner = new Learner(manager, Device.CPU, model, loss, List.of(optimizer), INPUT);
        Learner observing =
            new Learner(manager, Device.CPU, other, loss, List.of(otherOptimizer), INPUT)) {
      observing.setObserver((given, losses, gradientNorms) -> {});
      steps(learner, batch, 3);
      steps(observing, batch, 3);
      assertSameParameters(model, other);
    }
  }

  @Test
  void parametersThatNoOptimizerHasStayAndGetNoGradients() {
    TensorBatch batch = new TensorBatch(INPUT.tensors(), 4);
    fill(batch, new SplittableRandom(4), 4);
    try (Model model = model(5);
        Model fresh = model(5);
        Optimizer optimizer = adam(model, "model.top_model.out", 0.01)) {
      try (Learner learner =
          new Learner(manager, Device.CPU, model, loss, List.of(optimizer), INPUT)) {
        steps(learner, batch, 2);
        model
            .parameters()
            .forEach(
                (name, parameter) ->
                    assertThat(Autograd.gradient(parameter) != null)
                        .as(name)
                        .isEqualTo(name.startsWith("top_model.out")));
      }
      assertThat(model.parameters().values()).allMatch(NDArray::hasGradient);
      model
          .parameters()
          .forEach(
              (name, parameter) ->
                  assertThat(
                          Arrays.equals(
                              parameter.toFloatArray(),
                              fresh.parameters().get(name).toFloatArray()))
                      .as(name)
                      .isEqualTo(!name.startsWith("top_model.out")));
    }
  }

  @Test
  void stopsAtALossThatIsNotFinite() {
    TensorBatch batch = new TensorBatch(INPUT.tensors(), 4);
    fill(batch, new SplittableRandom(4), 4);
    try (Model model = model(5);
        Model untouched = model(5);
        Optimizer optimizer = adam(model, 0.01);
        Learner learner =
            new Learner(manager, Device.CPU, model, loss, List.of(optimizer), INPUT)) {
      batch.tensor(1).setAtIndex(ValueLayout.JAVA_FLOAT, 2, Float.NaN);
      assertThatThrownBy(() -> learner.step(batch))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessageContaining(
              "the loss is NaN in batch 1 of the training (keys 0, 0, 0, 0): lower");
      assertSameParameters(model, untouched);
    }
  }

  @Test
  void refusesTensorsThatTheModelDoesNotKnow() {
    try (Model model = model(5)) {
      assertThatThrownBy(
              () ->
                  new Predictor(
                      manager,
                      Device.CPU,
                      model,
                      input("Field('categorical_input', 'int64', count=2)")))
          .hasMessage(
              "the model needs the tensor numerical_input: float32 [batch, 1], but"
                  + " bytes_parser_function makes only categorical_input");
      assertThatThrownBy(
              () ->
                  new Predictor(
                      manager,
                      Device.CPU,
                      model,
                      input(
                          "Field('numerical_input', 'float32'),"
                              + " Field('categorical_input', 'int64', count=3)")))
          .hasMessage(
              "the model needs the tensor categorical_input: int64 [batch, 2], but"
                  + " bytes_parser_function and transformations make categorical_input: int64"
                  + " [batch, 3]");
    }
  }

  private static InputPipeline input(String fields) {
    return InputPipeline.of(BytesParsers.create("Record([" + fields + "])"));
  }

  private float train(Model model, TensorBatch batch) {
    try (Optimizer optimizer = adam(model, 0.01);
        Learner learner =
            new Learner(manager, Device.CPU, model, loss, List.of(optimizer), INPUT)) {
      steps(learner, batch, 1);
      return learner.step(batch);
    }
  }

  private static void steps(Learner learner, TensorBatch batch, int steps) {
    for (int step = 0; step < steps; step++) {
      learner.step(batch);
    }
  }

  private Model model(long seed) {
    return model(seed, "[4, 1]");
  }

  private Model model(long seed, String topSizes) {
    return Models.read(
            "DLRM",
            """
            {"num_numerical_features": 1, "categorical_features_info": {"a": 4, "b": 5},
             "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": %s}\
            """
                .formatted(topSizes))
        .create(new ModelContext(manager, Device.CPU, seed));
  }

  private Optimizer adam(Model model, double learningRate) {
    return adam(model, "model", learningRate);
  }

  private Optimizer adam(Model model, String module, double learningRate) {
    return Optimizers.create(
            manager,
            """
            {"default": {"algorithm": "Adam", "source": "PyTorch",
              "param_groups": [{"module": "%s", "config": {"lr": %s}}]}}\
            """
                .formatted(module, learningRate),
            model)
        .getFirst();
  }

  /** The label is 1 when the categories have the same parity, unless the number is large. */
  private static void fill(TensorBatch batch, SplittableRandom random, int samples) {
    for (int row = 0; row < samples; row++) {
      int first = random.nextInt(4);
      int second = random.nextInt(5);
      float number = (float) random.nextDouble();
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_LONG, 2L * row, first);
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_LONG, 2L * row + 1, second);
      batch.tensor(1).setAtIndex(ValueLayout.JAVA_FLOAT, row, number);
      long label = (first + second) % 2 == 0 && number < 0.8 ? 1 : 0;
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, label);
    }
    batch.setSize(samples);
  }

  private static void assertSameParameters(Model model, Model other) {
    model
        .parameters()
        .forEach(
            (name, parameter) -> {
              NDArray otherParameter = other.parameters().get(name);
              assertThat(otherParameter.toFloatArray())
                  .as(name)
                  .containsExactly(parameter.toFloatArray());
            });
  }
}
