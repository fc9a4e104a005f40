package org.modyn.ml.downsampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.ml.testing.GoldenFile;

/**
 * Selections of all deterministic strategies, compared with the algorithms of the papers in Python.
 */
final class DownsamplingGoldenTest {
  private static final JsonNode GOLDEN =
      GoldenFile.read(DownsamplingGoldenTest.class, "golden.json");
  private static final long SEED = 17;

  static Stream<String> datasets() {
    return GOLDEN.get("datasets").propertyStream().map(Map.Entry::getKey);
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void selectsTheSameSamplesWithTheSameWeights(String dataset) {
    int compared = 0;
    for (JsonNode golden : GOLDEN.get("cases")) {
      if (golden.get("dataset").asText().equals(dataset)) {
        compare(golden);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(112);
  }

  private static void compare(JsonNode golden) {
    JsonNode config = golden.get("config");
    Candidates candidates =
        candidates(golden.get("dataset").asText(), golden.get("feature").asText());
    Selection selection =
        strategy(config)
            .select(
                candidates,
                new SamplingRatio(config.get("ratio").asInt(), 100),
                round(golden, candidates.size()));
    Map<Integer, Float> weights = new LinkedHashMap<>();
    for (int index = 0; index < selection.size(); index++) {
      weights.put(selection.rows()[index], selection.weights()[index]);
    }
    List<JsonNode> rows = GoldenFile.elements(golden.get("rows"));
    List<JsonNode> goldenWeights = GoldenFile.elements(golden.get("weights"));
    assertThat(weights.keySet())
        .as("%s of %s", config, golden.get("dataset"))
        .containsExactlyInAnyOrderElementsOf(rows.stream().map(JsonNode::asInt).toList());
    assertThat(selection.size()).isEqualTo(rows.size());
    for (int index = 0; index < rows.size(); index++) {
      double expected = goldenWeights.get(index).asDouble();
      assertThat((double) weights.get(rows.get(index).asInt()))
          .as("weight of row %s, %s of %s", rows.get(index), config, golden.get("dataset"))
          .isCloseTo(expected, within(1e-6 + 1e-6 * expected));
    }
  }

  private static DownsamplingStrategy strategy(JsonNode config) {
    // The training of the other model, which the section of RHOLoss describes, is not needed here.
    return config.get("strategy").asText().equals("RHOLoss")
        ? new ReducibleLossStrategy()
        : DownsamplingStrategies.create(
            (SingleDownsamplingConfig)
                ConfigLoader.parseSection(
                    "downsampling_config", config.toString(), DownsamplingConfig.class));
  }

  /** The first round, or the first one with the first centre of the golden case. */
  private static SelectionRound round(JsonNode golden, int size) {
    if (!golden.has("first_centre")) {
      return new SelectionRound(SEED, 0);
    }
    return LongStream.iterate(0, number -> number + 1)
        .mapToObj(number -> new SelectionRound(SEED, number))
        .filter(round -> round.random().nextInt(size) == golden.get("first_centre").asInt())
        .findFirst()
        .orElseThrow();
  }

  private static Candidates candidates(String dataset, String feature) {
    JsonNode data = GOLDEN.get("datasets").get(dataset);
    long[] labels =
        GoldenFile.elements(data.get("labels")).stream().mapToLong(JsonNode::asLong).toArray();
    JsonNode values = data.get("features").get(feature);
    ByteBuffer numbers =
        ByteBuffer.wrap(GoldenFile.bytes(values.get("values"))).order(ByteOrder.LITTLE_ENDIAN);
    float[][] features = new float[labels.length][values.get("width").asInt()];
    for (float[] row : features) {
      for (int column = 0; column < row.length; column++) {
        row[column] = numbers.getFloat();
      }
    }
    return TestCandidates.ofFeatures(labels, features);
  }
}
