package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsFile;

/**
 * A pipeline that selects half of the samples by their last losses: the weather example with a
 * linear model that makes one step a trigger, of all samples in one batch. So the losses of a
 * trigger are those of the model before it, which the test computes from the stored weights.
 */
final class RecordedLossesTest {
  private static final Path EXAMPLE = Path.of("../examples/tabular");
  private static final int CLASSES = 2;

  @TempDir private Path directory;
  private final CommandRunner modyn = new CommandRunner();

  /**
   * @param loss of the last epoch
   */
  private record Recorded(double loss, double gradientNorm) {}

  /** A linear model: a row of weights, and a bias, for each class. */
  private record Linear(float[] weights, float[] biases) {
    /** Cross entropy and the norm of its gradient, in doubles. */
    Recorded of(double[] features, int label) {
      double[] exponentials = new double[CLASSES];
      for (int row = 0; row < CLASSES; row++) {
        double logit = biases[row];
        for (int column = 0; column < features.length; column++) {
          logit += weights[row * features.length + column] * features[column];
        }
        exponentials[row] = Math.exp(logit);
      }
      double sum = Arrays.stream(exponentials).sum();
      double norm = 0;
      for (int row = 0; row < CLASSES; row++) {
        double gradient = exponentials[row] / sum - (row == label ? 1 : 0);
        norm += gradient * gradient;
      }
      return new Recorded(Math.log(sum / exponentials[label]), Math.sqrt(norm));
    }
  }

  @Test
  void lossesAreThoseOfTheModelAndDecideTheNextTrainingSet() throws IOException {
    Path pipeline = writeExample();
    run("run", pipeline.toString());
    List<Integer> models = new ArrayList<>();
    run("models", "list", "--output", "json");
    new JsonMapper()
        .readTree(modyn.output())
        .forEach(model -> models.add(model.get("id").intValue()));
    assertThat(models).hasSizeGreaterThanOrEqualTo(3);

    List<String> rows = Files.readAllLines(EXAMPLE.resolve("weather.csv"));
    Map<Long, Double> known = new HashMap<>();
    for (int trigger = 0; trigger < models.size(); trigger++) {
      Map<Long, Recorded> recorded = recorded(models.get(trigger));
      if (trigger > 0) {
        assertLossesOf(linear(models.get(trigger - 1)), recorded, rows);
        assertLargeLossesArePreferred(known, recorded.keySet());
      }
      recorded.forEach((key, sample) -> known.put(key, sample.loss()));
    }
  }

  /** Keys are 1, 2, ... in the order of the days, which is that of the rows after the headings. */
  private static void assertLossesOf(
      Linear model, Map<Long, Recorded> recorded, List<String> rows) {
    assertThat(recorded).isNotEmpty();
    recorded.forEach(
        (key, sample) -> {
          String[] cells = rows.get(Math.toIntExact(key)).split(",");
          double[] features = Arrays.stream(cells, 1, 4).mapToDouble(Double::parseDouble).toArray();
          Recorded expected = model.of(features, Integer.parseInt(cells[4]));
          assertThat(sample.loss())
              .isCloseTo(expected.loss(), within(1e-5 * Math.max(1, expected.loss())));
          assertThat(sample.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
        });
  }

  private static void assertLargeLossesArePreferred(Map<Long, Double> known, Set<Long> selected) {
    Set<Long> leftOut = new TreeSet<>(known.keySet());
    leftOut.removeAll(selected);
    Set<Long> repeated = new TreeSet<>(known.keySet());
    repeated.retainAll(selected);
    assertThat(mean(known, repeated)).isGreaterThan(1.2 * mean(known, leftOut));
  }

  private static double mean(Map<Long, Double> losses, Set<Long> keys) {
    return keys.stream().mapToDouble(losses::get).average().orElseThrow();
  }

  private Path writeExample() throws IOException {
    Files.copy(EXAMPLE.resolve("dataset.yaml"), directory.resolve("dataset.yaml"));
    Files.copy(EXAMPLE.resolve("weather.csv"), directory.resolve("weather.csv"));
    String text = Files.readString(EXAMPLE.resolve("pipeline.yaml"));
    text = text.substring(0, text.indexOf("# How good are the models?"));
    for (List<String> change :
        List.of(
            List.of("sizes: [3, 32, 2]", "sizes: [3, 2]"),
            List.of("batch_size: 32", "batch_size: 2000\n  drop_last_batch: false"),
            List.of("epochs_per_trigger: 30", "epochs_per_trigger: 1\n  record_samples: true"),
            List.of("lr: 0.003", "lr: 0.01"),
            List.of("every: 26w", "every: 52w"),
            List.of("name: NewDataStrategy", "name: LossWeightedStrategy\n  ratio: 50"))) {
      assertThat(text).contains(change.get(0));
      text = text.replace(change.get(0), change.get(1));
    }
    return Files.writeString(directory.resolve("pipeline.yaml"), text);
  }

  private Map<Long, Recorded> recorded(int model) throws IOException {
    run("models", "samples", String.valueOf(model), "--output", "json");
    Map<Long, Recorded> recorded = new HashMap<>();
    for (JsonNode sample : new JsonMapper().readTree(modyn.output()).get("samples")) {
      assertThat(sample.get("epoch").intValue()).isZero();
      assertThat(sample.get("weight").doubleValue()).isEqualTo(1);
      Recorded former =
          recorded.put(
              sample.get("key").longValue(),
              new Recorded(
                  sample.get("loss").doubleValue(), sample.get("gradient_norm").doubleValue()));
      assertThat(former).isNull();
    }
    return recorded;
  }

  private Linear linear(int model) {
    Path file = directory.resolve(model + ".safetensors");
    run("models", "export", String.valueOf(model), file.toString());
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      return new Linear(array(weights, List.of(2L, 3L)), array(weights, List.of(2L)));
    }
  }

  private static float[] array(SafetensorsFile file, List<Long> shape) {
    return file.tensors().values().stream()
        .filter(tensor -> !tensor.name().startsWith("optimizer-"))
        .filter(tensor -> tensor.shape().equals(shape))
        .map(NamedTensor::bytes)
        .findFirst()
        .orElseThrow()
        .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  private void run(String... arguments) {
    String[] all =
        Stream.concat(
                Arrays.stream(arguments),
                Stream.of("--state-dir", directory.resolve("state").toString()))
            .toArray(String[]::new);
    assertThat(modyn.run(all)).as(modyn.error()).isZero();
  }
}
