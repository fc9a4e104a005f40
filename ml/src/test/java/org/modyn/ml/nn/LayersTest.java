package org.modyn.ml.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.testing.TestEngine;

/**
 * The expected values in {@code layers.json} are what PyTorch in Python computes with the same
 * weights and inputs; {@code layers.py} beside it has made them.
 */
final class LayersTest {
  private static final float TOLERANCE = 1e-5f;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<Arguments> cases() throws IOException {
    try (InputStream file = LayersTest.class.getResourceAsStream("layers.json")) {
      JsonNode cases = new ObjectMapper().readTree(file).get("cases");
      return StreamSupport.stream(cases.spliterator(), false)
          .map(
              golden ->
                  Arguments.of(
                      golden.get("layer").asText(),
                      golden.get("options").toString(),
                      golden.get("training").asBoolean(),
                      golden));
    }
  }

  @ParameterizedTest(name = "{0} {1}, training {2}")
  @MethodSource("cases")
  void equalsTorch(String name, String options, boolean training, JsonNode golden) {
    Layer layer = layer(new ModelContext(manager, Device.CPU, 1), name, golden.get("options"));
    assertThat(layer.state().sequencedKeySet())
        .containsExactlyElementsOf(
            golden.get("state").propertyStream().map(Map.Entry::getKey).toList());
    golden
        .get("state")
        .propertyStream()
        .forEach(entry -> fill(layer.state().get(entry.getKey()), entry.getValue()));
    layer.setTraining(training);
    NDArray input = null;
    NDArray output = null;
    try (GradientMode recording = GradientMode.recording()) {
      for (JsonNode given : golden.get("inputs")) {
        input = array(given);
        input.setRequiresGradient(true);
        output = layer.forward(input);
      }
      NDArray factors = manager.create(floats(golden.get("factors")), output.getShape());
      Autograd.backward(Operations.sum(Operations.multiply(output, factors)), manager.create(1f));
    }
    assertClose(output, golden.get("output"));
    assertClose(Autograd.gradient(input).toFloatArray(), floats(golden.get("input_gradient")));
    assertThat(layer.parameters().keySet()).hasSize(golden.get("gradients").size());
    layer
        .parameters()
        .forEach(
            (parameter, array) ->
                assertClose(Autograd.gradient(array), golden.get("gradients").get(parameter)));
    layer.state().forEach((key, array) -> assertClose(array, golden.get("state_after").get(key)));
  }

  private static Layer layer(ModelContext context, String name, JsonNode options) {
    return switch (name) {
      case "Linear" -> new Linear(context, number(options, "inputs"), number(options, "outputs"));
      case "Conv2d" -> convolution(context, options);
      case "BatchNorm2d" -> new BatchNorm2d(context, number(options, "channels"));
      case "LayerNorm" ->
          new LayerNorm(context, number(options, "size"), options.get("epsilon").asDouble());
      case "MaxPool2d" ->
          new MaxPool2d(
              context,
              number(options, "kernel"),
              number(options, "stride"),
              number(options, "padding"));
      case "AveragePool2d" ->
          new AveragePool2d(context, number(options, "kernel"), number(options, "stride"));
      case "GlobalAveragePool2d" -> new GlobalAveragePool2d(context);
      case "Activation" ->
          new Activation(context, Activation.Function.valueOf(options.get("function").asText()));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Layer convolution(ModelContext context, JsonNode options) {
    Conv2d.Geometry geometry =
        new Conv2d.Geometry(
            number(options, "inputs"),
            number(options, "outputs"),
            number(options, "kernel"),
            number(options, "stride"),
            number(options, "padding"),
            number(options, "dilation"),
            (int) number(options, "groups"));
    return options.get("bias").asBoolean()
        ? Conv2d.withBias(context, geometry)
        : Conv2d.withoutBias(context, geometry, Initialization.zeros());
  }

  private static long number(JsonNode options, String name) {
    return options.get(name).asLong();
  }

  private void fill(NDArray array, JsonNode described) {
    if (NativeArrays.dataType(array) == TensorDataType.FLOAT32) {
      NativeArrays.write(array, NativeArrays.memory(array(described)));
    }
  }

  private NDArray array(JsonNode described) {
    return manager.create(floats(described.get("values")), shape(described));
  }

  private static void assertClose(NDArray actual, JsonNode described) {
    assertThat(actual.getShape()).isEqualTo(shape(described));
    assertClose(
        Operations.convert(actual, TensorDataType.FLOAT32).toFloatArray(),
        floats(described.get("values")));
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int index = 0; index < expected.length; index++) {
      assertThat(actual[index])
          .isCloseTo(expected[index], within(TOLERANCE * Math.max(1, Math.abs(expected[index]))));
    }
  }

  private static Shape shape(JsonNode described) {
    return new Shape(
        StreamSupport.stream(described.get("shape").spliterator(), false)
            .mapToLong(JsonNode::asLong)
            .toArray());
  }

  private static float[] floats(JsonNode numbers) {
    float[] floats = new float[numbers.size()];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = numbers.get(index).floatValue();
    }
    return floats;
  }
}
