package org.modyn.ml.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.testing.TestEngine;

/** Clipping and scaling of gradients, compared with what torch does ({@code gradients.py}). */
final class GradientsTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static Stream<JsonNode> clippings() throws IOException {
    return read().get("clipping").valueStream();
  }

  private static Stream<JsonNode> scalings() throws IOException {
    return read().get("scaling").valueStream();
  }

  private static JsonNode read() throws IOException {
    try (InputStream json = GradientsTest.class.getResourceAsStream("gradients.json")) {
      return new ObjectMapper().readTree(json);
    }
  }

  @ParameterizedTest
  @MethodSource("clippings")
  void clipsAsTorchDoes(JsonNode golden) {
    Problem problem = new Problem(manager, golden.get("problem").asText());
    try (NDManager scratch = manager.newSubManager()) {
      problem.computeGradients(scratch, golden.get("step").asInt());
      try (GradientMode off = GradientMode.off()) {
        GradientClipping.of(
                new GradientClippingConfig(limit(golden, "norm"), limit(golden, "value")), manager)
            .apply(List.copyOf(problem.parameters().values()), scratch);
        List<Float> gradients = gradients(problem);
        assertThat(gradients).hasSize(golden.get("gradients").size());
        for (int index = 0; index < gradients.size(); index++) {
          float expected = golden.get("gradients").get(index).floatValue();
          assertThat(gradients.get(index))
              .as("element " + index)
              .isCloseTo(expected, within(1e-6f));
        }
      }
    }
  }

  private static Optional<Double> limit(JsonNode golden, String kind) {
    return golden.has(kind) ? Optional.of(golden.get(kind).asDouble()) : Optional.empty();
  }

  private static List<Float> gradients(Problem problem) {
    List<Float> gradients = new ArrayList<>();
    for (NDArray parameter : problem.parameters().values()) {
      NDArray gradient = Autograd.gradient(parameter);
      NDArray dense = Operations.isSparse(gradient) ? Operations.dense(gradient) : gradient;
      for (float value : dense.toFloatArray()) {
        gradients.add(value);
      }
    }
    return gradients;
  }

  @Test
  void clipsWhatHasGradientsOnly() {
    NDArray without = manager.create(1f);
    without.setRequiresGradient(true);
    try (GradientMode off = GradientMode.off()) {
      for (GradientClippingConfig config :
          List.of(
              new GradientClippingConfig(Optional.of(1.0), Optional.empty()),
              new GradientClippingConfig(Optional.empty(), Optional.of(1.0)))) {
        GradientClipping.of(config, manager).apply(List.of(without), manager);
      }
    }
    assertThat(Autograd.gradient(without)).isNull();
  }

  @ParameterizedTest
  @MethodSource("scalings")
  void scalesAsTorchDoes(JsonNode golden) {
    GradScaler scaler = scaler(golden.get("options").toString());
    Set<Integer> infinite =
        golden.get("infinite").valueStream().map(JsonNode::asInt).collect(Collectors.toSet());
    JsonNode scales = golden.get("scales");
    for (int step = 0; step < scales.size(); step++) {
      assertThat(scaler.scale()).as("step " + step).isEqualTo(scales.get(step).floatValue());
      assertThat(scaler.inverseScale()).isEqualTo((float) (1 / (double) scaler.scale()));
      GradScaler resumed = scaler(golden.get("options").toString());
      resumed.restore(scaler.state());
      scaler = resumed;
      scaler.update(!infinite.contains(step + 1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"growth_factor": 1}   | growth_factor: must be above 1, but is 1.0
          {"backoff_factor": 1}  | backoff_factor: must be above 0 and below 1, but is 1.0
          {"growth_interval": 0} | growth_interval: must be at least 1, but is 0
          {"init_scale": 0}      | init_scale: must be above 0
          {"scale": 1}           | scale: unknown field
          """)
  void refusesOptionsThatDoNotWork(String options, String message) {
    assertThatThrownBy(() -> scaler(options))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("training.grad_scaler_config." + message);
  }

  private static GradScaler scaler(String options) {
    return new GradScaler(
        ConfigLoader.parseSection("training.grad_scaler_config", options, GradScalerOptions.class));
  }
}
