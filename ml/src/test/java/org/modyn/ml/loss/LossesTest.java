package org.modyn.ml.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.testing.TestEngine;

/**
 * The expected values in {@code losses.json} are what PyTorch in Python computes for the same
 * inputs; {@code losses.py} beside it has made them.
 */
final class LossesTest {
  private static final JsonNode GOLDEN = readGolden();

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static JsonNode readGolden() {
    try (InputStream file = LossesTest.class.getResourceAsStream("losses.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read losses.json", e);
    }
  }

  static Stream<Arguments> cases() {
    return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false)
        .map(
            golden ->
                Arguments.of(
                    golden.get("name").asText(), golden.get("options").toString(), golden));
  }

  @Test
  void goldenValuesCoverAllLosses() {
    TreeSet<String> names = new TreeSet<>();
    GOLDEN.get("cases").forEach(golden -> names.add(golden.get("name").asText()));
    assertThat(names).isEqualTo(new TreeSet<>(Losses.REGISTRY.names()));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void equalsTorch(String name, String options, JsonNode golden) {
    Loss loss = loss(name, options);
    Labels labels = labels(longs(golden.get("labels")));
    NDArray weights = manager.create(floats(GOLDEN.get("sample_weights")));
    assertThat(loss.perSample(outputs(golden), labels).getShape())
        .isEqualTo(new Shape(labels.size()));
    assertClose(
        loss.perSample(outputs(golden), labels).toFloatArray(), floats(golden.get("per_sample")));
    NDArray outputs = outputs(golden);
    float mean = backward(outputs, () -> loss.mean(outputs, labels));
    assertClose(mean, golden.get("mean").floatValue());
    assertClose(Autograd.gradient(outputs).toFloatArray(), floats(golden.get("gradient")));
    NDArray weighted = outputs(golden);
    float weightedMean = backward(weighted, () -> loss.weightedMean(weighted, labels, weights));
    assertClose(weightedMean, golden.get("weighted_mean").floatValue());
    assertClose(
        Autograd.gradient(weighted).toFloatArray(), floats(golden.get("weighted_gradient")));
    assertGradientsOfSamples(loss, golden, labels);
  }

  /** The gradient of the weighted mean has each sample's gradient, times its share. */
  private void assertGradientsOfSamples(Loss loss, JsonNode golden, Labels labels) {
    NDArray outputs = outputs(golden);
    NDArray gradients = loss.outputGradients(outputs, labels);
    assertThat(gradients.getShape()).isEqualTo(outputs.getShape());
    float[] weights = floats(GOLDEN.get("sample_weights"));
    float total = 0;
    for (float weight : weights) {
      total += weight;
    }
    float[] actual = gradients.toFloatArray();
    int columns = actual.length / weights.length;
    for (int index = 0; index < actual.length; index++) {
      actual[index] *= weights[index / columns] / total;
    }
    assertClose(actual, floats(golden.get("weighted_gradient")));
  }

  private float backward(NDArray outputs, Supplier<NDArray> formula) {
    outputs.setRequiresGradient(true);
    try (GradientMode recording = GradientMode.recording()) {
      NDArray result = formula.get();
      Autograd.backward(result, manager.create(1f));
      return NativeArrays.scalar(result);
    }
  }

  private NDArray outputs(JsonNode golden) {
    return manager.create(floats(golden.get("outputs")), new Shape(longs(golden.get("shape"))));
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int index = 0; index < expected.length; index++) {
      assertClose(actual[index], expected[index]);
    }
  }

  private static void assertClose(float actual, float expected) {
    assertThat(actual).isCloseTo(expected, within(1e-6f * Math.max(1, Math.abs(expected))));
  }

  private static float[] floats(JsonNode numbers) {
    float[] floats = new float[numbers.size()];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = numbers.get(index).floatValue();
    }
    return floats;
  }

  private static long[] longs(JsonNode numbers) {
    long[] longs = new long[numbers.size()];
    for (int index = 0; index < longs.length; index++) {
      longs[index] = numbers.get(index).longValue();
    }
    return longs;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BCEWithLogitLoss  | {}                          | name: unknown criterion "BCEWithLogitLoss"; did you mean "BCEWithLogitsLoss"?
          BCEWithLogitsLoss | {"pos_wight": 1}            | criterion.pos_wight: unknown field; did you mean "pos_weight"?
          BCEWithLogitsLoss | {"pos_weight": [1, 2]}      | criterion.pos_weight: must be one number of at least 0, but is [1.0, 2.0]
          BCEWithLogitsLoss | {"pos_weight": -1}          | criterion.pos_weight: must be one number of at least 0, but is [-1.0]
          BCEWithLogitsLoss | {"reduction": "sum"}        | criterion.reduction: sum is not supported; leave it out for the mean
          MSELoss           | {"reduction": "none"}       | criterion.reduction: none is not supported
          L1Loss            | {"size_average": false}     | criterion.size_average: false, the sum, is not supported
          NLLLoss           | {"reduce": false}           | criterion.reduce: false is not supported
          NLLLoss           | {"weight": [1, -2]}         | criterion.weight[1]: must be at least 0, but is -2.0
          CrossEntropyLoss  | {"weight": [-1]}            | criterion.weight[0]: must be at least 0, but is -1.0
          CrossEntropyLoss  | {"label_smoothing": 1.5}    | criterion.label_smoothing: must be between 0 and 1
          HuberLoss         | {"delta": 0}                | criterion.delta: must be greater than 0, but is 0.0
          """)
  void saysWhatIsWrong(String name, String options, String message) {
    assertThatThrownBy(() -> Losses.REGISTRY.read("name", name, "criterion", options))
        .hasMessageContaining(message);
  }

  /** As models in mixed precision, or exported ones, may give them. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "FLOAT64"})
  void gradientsGoBackToOutputsOfOtherTypes(DataType dataType) {
    Loss classes = loss("CrossEntropyLoss", "{}");
    NDArray logits = manager.create(new float[] {0, 0}, new Shape(1, 2)).toType(dataType, true);
    assertThat(backward(logits, () -> classes.mean(logits, labels(1))))
        .isCloseTo((float) Math.log(2), within(1e-6f));
    assertThat(Autograd.gradient(logits).toType(DataType.FLOAT32, true).toFloatArray())
        .containsExactly(0.5f, -0.5f);
    Loss numbers = loss("MSELoss", "{}");
    NDArray outputs = manager.create(new float[] {3}, new Shape(1, 1)).toType(dataType, true);
    assertThat(backward(outputs, () -> numbers.mean(outputs, labels(1)))).isEqualTo(4);
    assertThat(Autograd.gradient(outputs).toType(DataType.FLOAT32, true).toFloatArray())
        .containsExactly(4);
  }

  @Test
  void takesTheDeprecatedNamesOfTheMean() {
    Loss loss =
        loss("MSELoss", "{\"reduction\": \"mean\", \"size_average\": true, \"reduce\": true}");
    NDArray outputs = manager.create(new float[] {1, 2});
    assertThat(loss.mean(outputs, Labels.of(manager.create(new long[] {1, 4}))).getFloat())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CrossEntropyLoss", "NLLLoss"})
  void classesRefuseWhatDoesNotFit(String name) {
    Loss loss = loss(name, "{\"weight\": [1, 2, 1]}");
    NDArray outputs = manager.zeros(new Shape(2, 3));
    assertThatThrownBy(() -> loss.mean(manager.zeros(new Shape(2)), labels(0, 0)))
        .hasMessageContaining(name + " needs an output for each class");
    assertThatThrownBy(() -> loss.mean(outputs, labels(0, 0, 0)))
        .hasMessageContaining(name + " needs an output for each class");
    assertThatThrownBy(() -> loss.mean(outputs, labels(0, 3)))
        .hasMessage("has the label 3, but the model has 3 outputs, for the labels 0 to 2");
    assertThatThrownBy(() -> loss.mean(outputs, labels(-1, 0)))
        .hasMessageContaining("has the label -1");
    assertThatThrownBy(() -> loss.mean(manager.zeros(new Shape(2, 4)), labels(0, 3)))
        .hasMessageContaining("has 3 numbers, but the model has 4 outputs");
    assertThatThrownBy(() -> loss.mean(outputs, labels(-100, -100)))
        .hasMessageContaining("all 2 samples of the batch have the label -100");
    assertThat(loss.perSample(outputs, labels(-100, -100)).toFloatArray()).containsExactly(0, 0);
  }

  static List<String> lossesOfNumbers() {
    return Losses.REGISTRY.names().stream()
        .filter(name -> !name.equals("CrossEntropyLoss") && !name.equals("NLLLoss"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lossesOfNumbers")
  void numbersRefuseSeveralOutputsASample(String name) {
    Loss loss = loss(name, "{}");
    assertThatThrownBy(() -> loss.mean(manager.zeros(new Shape(2, 3)), labels(0, 1)))
        .hasMessageContaining(name + " needs one output a sample");
    assertThatThrownBy(() -> loss.mean(manager.zeros(new Shape(1, 2)), labels(0, 1)))
        .hasMessageContaining(name + " needs one output a sample");
    assertThat(loss.perSample(manager.zeros(new Shape(2, 1)), labels(0, 1)).getShape())
        .isEqualTo(new Shape(2));
  }

  @ParameterizedTest
  @CsvSource({
    "BCEWithLogitsLoss, 2, 0 and 1",
    "BCELoss, -1, 0 and 1",
    "PoissonNLLLoss, -1, whole numbers of at least 0",
    "KLDivLoss, -3, whole numbers of at least 0"
  })
  void numbersRefuseLabelsThatTheyDoNotKnow(String name, long label, String known) {
    Loss loss = loss(name, "{}");
    assertThatThrownBy(() -> loss.mean(manager.zeros(new Shape(2)), labels(0, label)))
        .hasMessage(
            String.format(
                Locale.ROOT, "has the label %d, but the labels of %s are %s", label, name, known));
  }

  @Test
  void binaryCrossEntropyRefusesLogits() {
    Loss loss = loss("BCELoss", "{}");
    assertThatThrownBy(() -> loss.mean(manager.create(new float[] {0.5f, 1.5f}), labels(0, 1)))
        .hasMessageContaining("BCELoss needs probabilities")
        .hasMessageContaining("from 0.5 to 1.5; BCEWithLogitsLoss takes any number");
  }

  private Labels labels(long... labels) {
    return Labels.of(manager.create(labels));
  }

  private Loss loss(String name, String options) {
    return Losses.REGISTRY.read("name", name, "criterion", options).create(manager);
  }
}
