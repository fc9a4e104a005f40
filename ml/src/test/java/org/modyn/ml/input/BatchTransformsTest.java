package org.modyn.ml.input;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.testing.GoldenFile;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.userfunction.UserCode;

/** Compares with torchvision; {@code batch.json} was made by {@code batch.py} beside it. */
final class BatchTransformsTest {
  private static final JsonNode GOLDEN = GoldenFile.read(BatchTransformsTest.class, "batch.json");

  static Stream<Arguments> cases() {
    return GoldenFile.elements(GOLDEN.get("cases")).stream()
        .map(
            test ->
                Arguments.of(
                    test.get("input").get("type").asText(),
                    GoldenFile.elements(test.get("calls")).stream().map(JsonNode::asText).toList(),
                    test));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void makesTheTensorsOfTorchvision(String type, List<String> calls, JsonNode test) {
    TensorSpecification given = tensor(test.get("input"));
    TensorSpecification expected = tensor(test.get("output"));
    InputPipeline input =
        InputPipeline.create(
            "Record([Field('data', '%s', dtype='%s', shape=%s)])"
                .formatted(type, type, given.shape()),
            calls,
            UserCode.withoutPlugins());
    assertThat(input.tensors()).containsExactly(expected);
    try (NDManager manager = TestEngine.load().newManager(Device.CPU)) {
      NDArray array = array(manager, given, GoldenFile.bytes(test.get("input").get("bytes")));
      NDArray result = input.transform(Map.of("data", array)).get("data");
      NDArray wanted = array(manager, expected, GoldenFile.bytes(test.get("output").get("bytes")));
      assertThat(result.getShape()).isEqualTo(wanted.getShape());
      if (expected.dataType().isFloating()) {
        assertThat(difference(result, wanted)).isLessThanOrEqualTo(1e-6);
      } else {
        assertThat(bytes(result)).isEqualTo(bytes(wanted));
      }
    }
  }

  private static double difference(NDArray left, NDArray right) {
    NDArray difference =
        left.toType(DataType.FLOAT64, true).sub(right.toType(DataType.FLOAT64, true));
    return difference.abs().max().getDouble();
  }

  private static byte[] bytes(NDArray array) {
    return NativeArrays.memory(array).toArray(ValueLayout.JAVA_BYTE);
  }

  private static NDArray array(NDManager manager, TensorSpecification tensor, byte[] bytes) {
    MemorySegment memory = Arena.ofAuto().allocate(bytes.length, 64);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    Shape shape = new Shape(GOLDEN.get("batch").asInt());
    for (long size : tensor.shape()) {
      shape = shape.add(size);
    }
    return Device.CPU.upload(manager, memory, tensor.dataType(), shape);
  }

  private static TensorSpecification tensor(JsonNode array) {
    return new TensorSpecification(
        "data",
        TensorDataType.ofTorchName(array.get("type").asText()),
        GoldenFile.elements(array.get("shape")).stream().map(JsonNode::asLong).toList());
  }
}
