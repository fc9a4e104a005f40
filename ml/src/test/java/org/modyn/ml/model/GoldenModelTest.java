package org.modyn.ml.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.ml.loss.Labels;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.testing.GoldenModel;
import org.modyn.ml.testing.TestEngine;

/**
 * Models compute what the same models do in Python on the same weights: in evaluation mode, in
 * training mode (the loss of each step) and after steps of SGD, with their buffers. The files in
 * this package's resources name the versions that they were made with; a script stands beside each.
 */
final class GoldenModelTest {
  private static final float TOLERANCE = 1e-4f;

  /** Relative: in the deepest network float32 differs from float64 by half as much. */
  private static final double GRADIENT_TOLERANCE = 2e-3;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<GoldenModel> cases() {
    return Stream.of(
            "small_models.json",
            "image_models.json",
            "torch_script.json",
            "article_net.json",
            "dlrm.json")
        .flatMap(file -> GoldenModel.read(file).stream());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsPython(GoldenModel golden) {
    try (Model model =
            Models.read(golden.modelClass(), golden.configuration())
                .create(new ModelContext(manager, Device.CPU, 1));
        Optimizer optimizer = sgd(golden.learningRate(), model)) {
      assertThat(names(model)).isEqualTo(golden.names());
      assertThat(model.state().sequencedKeySet())
          .containsExactlyElementsOf(golden.names().keySet());
      golden.fill(model);
      BatchInputs inputs = golden.inputs(manager);
      compare(model, inputs, golden.outputs());
      for (int step = 1; step <= golden.losses().length; step++) {
        step(model, optimizer, inputs, golden, step);
        if (golden.knowsOutputsAfter(step)) {
          compare(model, inputs, golden.outputsAfter(step));
          compareState(model, golden.stateAfter(step));
        }
      }
    }
  }

  private Optimizer sgd(double learningRate, Model model) {
    return Optimizers.create(
            manager,
            """
            {"default": {"algorithm": "SGD", "source": "PyTorch",
             "param_groups": [{"module": "model", "config": {"lr": %s}}]}}\
            """
                .formatted(learningRate),
            model)
        .getFirst();
  }

  private static Map<String, List<Long>> names(Model model) {
    Map<String, List<Long>> names = new LinkedHashMap<>();
    model.state().forEach((name, array) -> names.put(name, NativeArrays.shape(array)));
    return names;
  }

  private void step(
      Model model, Optimizer optimizer, BatchInputs inputs, GoldenModel golden, int step) {
    model.setTraining(true);
    try (GradientMode recording = GradientMode.recording()) {
      NDArray logits = model.forward(inputs).logits();
      NDArray loss = criterion(logits).mean(logits, Labels.of(golden.labels(manager)));
      compare(new float[] {NativeArrays.scalar(loss)}, new float[] {golden.losses()[step - 1]});
      Autograd.backward(loss, manager.create(1f));
      if (golden.knowsOutputsAfter(step)) {
        compare(GoldenModel.thinned(logits), golden.trainingLogits(step));
      }
    }
    if (step == 1) {
      compareGradients(model, golden.gradients());
    }
    try (GradientMode off = GradientMode.off()) {
      optimizer.step(manager);
    }
  }

  private static void compareGradients(Model model, Map<String, Double> expected) {
    Map<String, NDArray> parameters = model.parameters();
    assertThat(parameters).containsKeys(expected.keySet().toArray(new String[0]));
    expected.forEach(
        (name, mean) -> {
          NDArray gradient = Autograd.gradient(parameters.get(name));
          assertThat(meanAbsolute(dense(gradient).toFloatArray()))
              .as(name)
              .isCloseTo(mean, within(GRADIENT_TOLERANCE * mean + 1e-8));
          gradient.close();
        });
  }

  private static NDArray dense(NDArray gradient) {
    return Operations.isSparse(gradient) ? Operations.dense(gradient) : gradient;
  }

  private static double meanAbsolute(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum / values.length;
  }

  private Loss criterion(NDArray logits) {
    String name = logits.getShape().dimension() == 1 ? "BCEWithLogitsLoss" : "CrossEntropyLoss";
    return Losses.REGISTRY.read("name", name, "criterion", "").create(manager);
  }

  private void compare(Model model, BatchInputs inputs, GoldenModel.Outputs expected) {
    model.setTraining(false);
    try (GradientMode off = GradientMode.off()) {
      ModelOutput outputs = model.forward(inputs);
      compare(GoldenModel.thinned(outputs.logits()), expected.logits());
      compare(GoldenModel.thinned(outputs.embedding()), expected.embedding());
    }
  }

  private static void compareState(Model model, Map<String, float[]> expected) {
    Map<String, NDArray> state = model.state();
    expected.forEach(
        (name, numbers) -> {
          float[] values =
              Operations.convert(state.get(name), TensorDataType.FLOAT32).flatten().toFloatArray();
          double sum = 0;
          for (float value : values) {
            sum += value;
          }
          compare(new float[] {(float) (sum / values.length), values[values.length - 1]}, numbers);
        });
  }

  private static void compare(float[] actual, float[] expected) {
    assertThat(actual).containsExactly(expected, within(TOLERANCE));
  }
}
