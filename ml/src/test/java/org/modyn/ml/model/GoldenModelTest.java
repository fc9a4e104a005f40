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
import org.modyn.ml.loss.Loss;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
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
    return Stream.of("small_models.json").flatMap(file -> GoldenModel.read(file).stream());
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
      GoldenModel.fill(model);
      BatchInputs inputs = golden.inputs(manager);
      compare(model, inputs, golden.outputs());
      for (int step = 1; step <= golden.losses().length; step++) {
        float loss = step(model, optimizer, inputs, golden);
        compare(new float[] {loss}, new float[] {golden.losses()[step - 1]});
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

  private float step(Model model, Optimizer optimizer, BatchInputs inputs, GoldenModel golden) {
    model.setTraining(true);
    float value;
    try (GradientMode recording = GradientMode.recording()) {
      NDArray logits = model.forward(inputs).logits();
      NDArray loss = criterion(logits).mean(logits, golden.labels(manager));
      value = NativeArrays.scalar(loss);
      Operations.backward(loss, manager.create(1f));
    }
    try (GradientMode off = GradientMode.off()) {
      optimizer.step(manager);
    }
    return value;
  }

  private Loss criterion(NDArray logits) {
    String name = logits.getShape().dimension() == 1 ? "BCEWithLogitsLoss" : "CrossEntropyLoss";
    return Losses.REGISTRY.read("name", name, "criterion", "").create(manager);
  }

  private void compare(Model model, BatchInputs inputs, GoldenModel.Outputs expected) {
    model.setTraining(false);
    try (GradientMode off = GradientMode.off()) {
      ModelOutput outputs = model.forward(inputs);
      compare(outputs.logits().toFloatArray(), expected.logits());
      compare(outputs.embedding().toFloatArray(), expected.embedding());
    }
  }

  private void compareState(Model model, Map<String, float[]> expected) {
    model
        .state()
        .forEach(
            (name, array) -> {
              float[] values =
                  Operations.convert(array, TensorDataType.FLOAT32).flatten().toFloatArray();
              double sum = 0;
              for (float value : values) {
                sum += value;
              }
              compare(
                  new float[] {(float) (sum / values.length), values[values.length - 1]},
                  expected.get(name));
            });
  }

  private void compare(float[] actual, float[] expected) {
    assertThat(actual).containsExactly(expected, within(TOLERANCE));
  }
}
