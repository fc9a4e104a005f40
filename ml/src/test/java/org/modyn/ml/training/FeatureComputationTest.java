package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.loss.Labels;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.testing.GoldenFile;
import org.modyn.ml.testing.TestEngine;

/**
 * The expected values in {@code sample_features.json} are what PyTorch computes for each sample on
 * its own; {@code sample_features.py} beside it has made them.
 */
final class FeatureComputationTest {
  private static final JsonNode GOLDEN =
      GoldenFile.read(FeatureComputationTest.class, "sample_features.json");

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<Arguments> cases() {
    List<SampleFeature> features =
        Stream.of(SampleFeature.values())
            .filter(
                feature -> feature != SampleFeature.NONE && feature != SampleFeature.REDUCIBLE_LOSS)
            .toList();
    return GoldenFile.elements(GOLDEN.get("cases")).stream()
        .flatMap(
            golden ->
                features.stream()
                    .map(
                        feature ->
                            Arguments.of(
                                feature,
                                golden.get("name").asText() + golden.get("options"),
                                golden)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void equalsTorch(SampleFeature feature, String criterion, JsonNode golden) {
    float[][] expected = rows(golden.get(feature.name().toLowerCase(Locale.ROOT)));
    ModelOutput output =
        new ModelOutput(
            manager.create(rows(golden.get("logits"))),
            manager.create(rows(golden.get("embedding"))));
    NDArray labels =
        manager.create(
            GoldenFile.elements(golden.get("labels")).stream()
                .mapToLong(JsonNode::asLong)
                .toArray());
    NDArray actual;
    try (GradientMode off = GradientMode.off()) {
      actual = FeatureComputation.of(feature, output, Labels.of(labels), loss(golden));
    }
    assertThat(actual.getShape().getShape()).containsExactly(expected.length, expected[0].length);
    float[] elements = actual.toFloatArray();
    for (int row = 0; row < expected.length; row++) {
      for (int column = 0; column < expected[0].length; column++) {
        float value = expected[row][column];
        assertThat(elements[row * expected[0].length + column])
            .as("row %d, column %d", row, column)
            .isCloseTo(value, within(Math.max(2e-6f, Math.abs(value) * 2e-6f)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDING", "LAST_LAYER_GRADIENT"})
  void anEmbeddingIsNeeded(SampleFeature feature) {
    JsonNode golden = GOLDEN.get("cases").get(0);
    NDArray logits = manager.create(rows(golden.get("logits")));
    NDArray labels = manager.create(new long[] {0, 1, 2, 3, 4, 0});
    assertThatThrownBy(
            () ->
                FeatureComputation.of(
                    feature, new ModelOutput(logits, logits), Labels.of(labels), loss(golden)))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(feature.description())
        .hasMessageContaining("the model has no embedding");
  }

  private Loss loss(JsonNode golden) {
    FieldProblems problems = new FieldProblems();
    Loss loss =
        Losses.REGISTRY
            .read(
                "name",
                golden.get("name").asText(),
                "config",
                golden.get("options").toString(),
                problems)
            .orElseThrow()
            .create(manager);
    problems.throwIfAny();
    return loss;
  }

  private static float[][] rows(JsonNode rows) {
    return GoldenFile.elements(rows).stream()
        .map(
            row -> {
              float[] numbers = new float[row.size()];
              for (int column = 0; column < numbers.length; column++) {
                numbers[column] = row.get(column).floatValue();
              }
              return numbers;
            })
        .toArray(float[][]::new);
  }
}
