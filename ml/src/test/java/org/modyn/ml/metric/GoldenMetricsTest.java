package org.modyn.ml.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.ml.testing.GoldenFile;

/**
 * Every metric has the value that scikit-learn computes for the same labels and outputs, within
 * 1e-9, and is undefined where scikit-learn's is. All metrics of a case are computed by one set.
 */
final class GoldenMetricsTest {
  private static final double UNIT = 1 << 24;
  private static final int BATCH_SIZE = 1000;
  private static final Set<String> OF_CLASSES =
      Set.of("Accuracy", "F1Score", "Precision", "Recall");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A case of the golden file, named. */
  private record GoldenCase(JsonNode values) {
    int integer(String name) {
      return values.get(name).asInt();
    }

    double number(String name) {
      return values.get(name).asDouble();
    }

    @Override
    public String toString() {
      return values.get("name").asText();
    }
  }

  /** The generator of the script: the upper 24 bits of Knuth's MMIX. */
  private static final class Draws {
    private long state;

    Draws(long seed) {
      state = seed;
    }

    int next() {
      state = state * 6364136223846793005L + 1442695040888963407L;
      return (int) (state >>> 40);
    }
  }

  private static Stream<GoldenCase> cases() {
    return GoldenFile.elements(GoldenFile.read(GoldenMetricsTest.class, "golden.json").get("cases"))
        .stream()
        .map(GoldenCase::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void equalScikitLearn(GoldenCase golden) throws IOException {
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    String[] configurations = new String[golden.values().get("expected").size()];
    for (Map.Entry<String, JsonNode> metric : golden.values().get("expected").properties()) {
      String configuration = withTransformer(golden, metric.getKey());
      configurations[expected.size()] = configuration;
      expected.put(TestMetrics.config(configuration).resultName(), metric.getValue());
    }
    MetricSet metrics = TestMetrics.create(configurations);
    addSamples(golden, metrics);

    Map<String, MetricResult> results = metrics.results();
    assertThat(results.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (name, value) -> {
          if (value.isNull()) {
            assertThat(results.get(name)).as(name).isInstanceOf(MetricResult.Undefined.class);
          } else {
            assertThat(TestMetrics.value(results.get(name)))
                .as(name)
                .isCloseTo(value.asDouble(), within(tolerance(value.asDouble())));
          }
        });
  }

  /** Relative for values above 1. */
  private static double tolerance(double value) {
    return 1e-9 * Math.max(1, Math.abs(value));
  }

  private static String withTransformer(GoldenCase golden, String configuration)
      throws IOException {
    ObjectNode metric = (ObjectNode) JSON.readTree(configuration);
    String kind = golden.values().get("kind").asText();
    boolean isProbability = kind.equals("probabilities");
    if (OF_CLASSES.contains(metric.get("name").asText())) {
      if (!metric.has("topn")) {
        String ofOneOutput = isProbability ? "Threshold(0.5)" : "Threshold(0)";
        metric.put(
            "evaluation_transformer_function",
            golden.integer("columns") == 1 ? ofOneOutput : "ArgMax()");
      }
    } else if (isProbability || kind.equals("scores")) {
      metric.put("evaluation_transformer_function", "Identity()");
    }
    return metric.toString();
  }

  private static void addSamples(GoldenCase golden, MetricSet metrics) {
    Draws draws = new Draws(golden.integer("seed"));
    int[] bounds =
        golden.values().get("label_bounds").valueStream().mapToInt(JsonNode::asInt).toArray();
    int columns = golden.integer("columns");
    for (int from = 0; from < golden.integer("samples"); from += BATCH_SIZE) {
      int size = Math.min(BATCH_SIZE, golden.integer("samples") - from);
      float[] outputs = new float[size * columns];
      long[] labels = new long[BATCH_SIZE];
      for (int sample = 0; sample < size; sample++) {
        int draw = draws.next();
        int label = (int) IntStream.of(bounds).filter(bound -> bound <= draw).count();
        labels[sample] = label;
        for (int column = 0; column < columns; column++) {
          outputs[sample * columns + column] = output(golden, draws, label, column);
        }
      }
      metrics.add(new EvaluatedBatch(new Predictions(outputs, size), labels));
    }
  }

  private static float output(GoldenCase golden, Draws draws, int label, int column) {
    double value = (draws.next() / UNIT * 2 - 1) * golden.number("scale");
    if (golden.integer("columns") == 1) {
      value += (2 * label - 1) * golden.number("signal");
    } else if (label == column) {
      value += golden.number("signal");
    }
    double resolution = golden.number("resolution");
    return (float) (Math.floor(value * resolution) / resolution + golden.number("offset"));
  }
}
