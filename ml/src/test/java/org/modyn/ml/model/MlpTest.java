package org.modyn.ml.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.testing.TestEngine;

/** What {@link GoldenModelTest} does not show. */
final class MlpTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void beginsAsTorchDoes() {
    float[] weights =
        model("{\"sizes\": [400, 100, 2]}").parameters().get("layers.0.weight").toFloatArray();
    double squares = 0;
    for (float weight : weights) {
      assertThat(weight).isBetween(-0.05f, 0.05f);
      squares += weight * weight;
    }
    assertThat(Math.sqrt(squares / weights.length)).isBetween(0.0285, 0.0292); // 0.05 / sqrt(3)
  }

  @Test
  void dropsOutInTrainingOnly() {
    Model model = model("{\"sizes\": [4, 50, 1], \"dropout\": 0.5}");
    assertThat(model.parameters().sequencedKeySet())
        .containsExactly("layers.0.weight", "layers.0.bias", "layers.3.weight", "layers.3.bias");
    BatchInputs inputs =
        new BatchInputs(Map.of("data", manager.ones(new Shape(2, 4))), new long[2], 2);
    try (GradientMode off = GradientMode.off()) {
      float[] evaluated = embedding(model, inputs);
      assertThat(embedding(model, inputs)).containsExactly(evaluated);
      model.setTraining(true);
      float[] trained = embedding(model, inputs);
      int dropped = 0;
      for (int index = 0; index < trained.length; index++) {
        if (trained[index] != 0) {
          assertThat(trained[index]).isEqualTo(2 * evaluated[index]);
        } else if (evaluated[index] > 0) {
          dropped++;
        }
      }
      assertThat(dropped).isPositive();
    }
  }

  private static float[] embedding(Model model, BatchInputs inputs) {
    NDArray embedding = model.forward(inputs).embedding();
    return embedding.toFloatArray();
  }

  @Test
  void takesRowsOfItsFirstSize() {
    ModelInput input = model("{\"sizes\": [4, 1]}").inputs().getFirst();
    assertThat(input.accepts(tensor(TensorDataType.FLOAT32, 4))).isTrue();
    assertThat(input.accepts(tensor(TensorDataType.FLOAT32, 5))).isFalse();
    assertThat(input.accepts(tensor(TensorDataType.INT64, 4))).isFalse();
  }

  private static TensorSpecification tensor(TensorDataType dataType, long size) {
    return new TensorSpecification("row", dataType, List.of(size));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                      | model.config.sizes: is required
          {"sizes": [3]}                          | model.config.sizes: must be at least two sizes
          {"sizes": [3, 0]}                       | model.config.sizes: must be sizes of at least 1
          {"sizes": [3, 1], "dropout": 1}         | model.config.dropout: must be below 1, but is 1.0
          {"sizes": [3, 1], "dropout": -0.1}      | model.config.dropout: must be at least 0
          {"sizes": [3, 1], "activation": "relo"} | model.config.activation: "relo" is unknown; did you mean "relu"?
          """)
  void saysWhatIsWrong(String configuration, String message) {
    assertThatThrownBy(() -> model(configuration)).hasMessageContaining(message);
  }

  private Model model(String configuration) {
    return Models.read("MLP", configuration).create(new ModelContext(manager, Device.CPU, 1));
  }
}
