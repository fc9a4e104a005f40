package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsFile;
import org.modyn.ml.weights.SafetensorsWriter;

/**
 * The life of a twin model, with {@code Dummy} as the two models, by what it stores and answers.
 */
final class RhoLossTwinTest {
  private static final InputPipeline INPUT =
      InputPipeline.of(BytesParsers.create("Record([Field('data', 'float32', count=2)])"));
  private static final ModelOptions TWIN =
      Models.read("RHOLOSSTwinModel", "{\"rho_real_model_class\": \"Dummy\"}");

  @TempDir private Path directory;
  private Path fresh;
  private Path first;
  private Path second;

  /** Trains on the keys 0, 1, 2 and, beginning with that, on 3, 4. */
  @BeforeEach
  void train() {
    fresh = directory.resolve("fresh");
    first = directory.resolve("first");
    second = directory.resolve("second");
    try (TrainingSession session = session()) {
      session.write(fresh, Map.of());
      session.step(batch(0, 1, 2));
      session.write(first, Map.of());
    }
    try (TrainingSession session = session()) {
      session.load(first, false);
      session.step(batch(3, 4));
      session.write(second, Map.of());
    }
  }

  @Test
  void eachTrainingChangesOneModel() {
    Map<String, List<Number>> atFirst = stored(fresh);
    Map<String, List<Number>> afterOne = stored(first);
    Map<String, List<Number>> afterTwo = stored(second);
    for (String array : List.of("output.weight", "output.bias")) {
      assertThat(afterOne.get("_models.0." + array))
          .isNotEqualTo(atFirst.get("_models.0." + array));
      assertThat(afterOne.get("_models.1." + array)).isEqualTo(atFirst.get("_models.1." + array));
      assertThat(afterTwo.get("_models.0." + array)).isEqualTo(afterOne.get("_models.0." + array));
      assertThat(afterTwo.get("_models.1." + array))
          .isNotEqualTo(afterOne.get("_models.1." + array));
    }
    assertThat(atFirst.get("_models.0.output.weight"))
        .isNotEqualTo(atFirst.get("_models.1.output.weight"));
  }

  @Test
  void remembersWhatEachModelHasSeen() {
    assertThat(seen(fresh)).containsExactly(List.of(0L), List.of(), List.of());
    assertThat(seen(first)).containsExactly(List.of(0L), List.of(0L, 1L, 2L), List.of());
    assertThat(seen(second)).containsExactly(List.of(1L), List.of(0L, 1L, 2L), List.of(3L, 4L));
  }

  @Test
  void aThirdTrainingBeginsAnew() {
    Path third = directory.resolve("third");
    try (TrainingSession session = session()) {
      session.load(second, false);
      session.step(batch(5));
      session.write(third, Map.of());
    }
    assertThat(seen(third)).containsExactly(List.of(0L), List.of(5L), List.of());
    assertThat(stored(third).get("_models.1.output.weight"))
        .isEqualTo(stored(second).get("_models.1.output.weight"));
  }

  @Test
  void anInterruptedTrainingGoesOnWithItsModel() {
    Path resumed = directory.resolve("resumed");
    try (TrainingSession session = session()) {
      session.resume(second);
      session.step(batch(5));
      session.write(resumed, Map.of());
    }
    assertThat(seen(resumed))
        .containsExactly(List.of(1L), List.of(0L, 1L, 2L), List.of(3L, 4L, 5L));
  }

  /** Adam remembers nothing of the model that is not trained. */
  @Test
  void theStateOfAnOptimizerGoesOnWithItsModel() {
    Path interrupted = directory.resolve("interrupted");
    Path resumed = directory.resolve("resumed");
    Path undisturbed = directory.resolve("undisturbed");
    try (TrainingSession session = session("Adam")) {
      session.step(batch(0, 1, 2));
      session.write(interrupted, Map.of());
      session.step(batch(3, 4));
      session.write(undisturbed, Map.of());
    }
    try (TrainingSession session = session("Adam")) {
      session.resume(interrupted);
      session.step(batch(3, 4));
      session.write(resumed, Map.of());
    }
    assertThat(resumed).hasSameBinaryContentAs(undisturbed);
    Path next = directory.resolve("next");
    try (TrainingSession session = session("Adam")) {
      session.load(undisturbed, true);
      session.step(batch(5));
      session.write(next, Map.of());
    }
    assertThat(stored(next))
        .containsEntry("optimizer-default/_models.0.output.bias.step", List.of(2L))
        .containsEntry("optimizer-default/_models.1.output.bias.step", List.of(1L));
  }

  /** The keys 0 to 2 were seen by the first model, 3 and 4 by the second, 8 and 9 by none. */
  @ParameterizedTest
  @CsvSource({"3 4 8, 0 0 0", "8 9,   0 0", "0 2,   1 1", "0 8,   1 1", "0 4 8 1 3, 1 0 0 1 0"})
  void samplesGoToTheModelThatHasNotSeenThem(String keys, String models) {
    long[] asked = Arrays.stream(keys.split(" ")).mapToLong(Long::parseLong).toArray();
    int[] expected = Arrays.stream(models.split(" ")).mapToInt(Integer::parseInt).toArray();
    float[] answers = predict(batch(asked));
    Map<String, List<Number>> weights = stored(second);
    for (int sample = 0; sample < asked.length; sample++) {
      List<Number> bias = weights.get("_models." + expected[sample] + ".output.bias");
      List<Number> weight = weights.get("_models." + expected[sample] + ".output.weight");
      float input = asked[sample];
      assertThat(answers[2 * sample])
          .as("sample %d", asked[sample])
          .isCloseTo(
              weight.get(0).floatValue() * input
                  + weight.get(1).floatValue()
                  + bias.get(0).floatValue(),
              within(1e-5f));
    }
  }

  @Test
  void refusesAnotherModelsState() {
    Path other = directory.resolve("other");
    try (TrainingSession session = session()) {
      session.write(other, Map.of());
      try (SafetensorsFile file = SafetensorsFile.open(other)) {
        List<NamedTensor> tensors =
            file.tensors().values().stream()
                .filter(tensor -> !tensor.name().endsWith("current_model"))
                .toList();
        SafetensorsWriter.write(first, tensors, Map.of());
      }
      assertThatThrownBy(() -> session.load(first, false))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessage("the stored model is no RHOLOSSTwinModel: it has no current_model");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                | model.config.rho_real_model_class: is required
          {"rho_real_model_class": "Dumy"}  | model.config.rho_real_model_class: unknown model "Dumy"; did you mean "Dummy"?
          {"rho_real_model_class": "MLP"}   | model.config.rho_real_model_config.sizes: is required
          {"rho_real_model_class": "MLP", "rho_real_model_config": {"sizes": [2, 0]}} | model.config.rho_real_model_config.sizes: must be sizes of at least 1
          """)
  void saysWhatIsWrong(String configuration, String message) {
    assertThatThrownBy(() -> Models.read("RHOLOSSTwinModel", configuration))
        .hasMessageContaining(message);
  }

  private static TrainingSession session() {
    return session("SGD");
  }

  private static TrainingSession session(String algorithm) {
    return TrainingSession.open(
        TestEngine.load(),
        Device.CPU,
        TrainingSetup.of(
            TWIN,
            Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", ""),
            """
            {"default": {"algorithm": "%s", "source": "PyTorch",
             "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}}\
            """
                .formatted(algorithm),
            INPUT,
            1));
  }

  private float[] predict(TensorBatch batch) {
    try (PredictionSession session =
        PredictionSession.open(TestEngine.load(), Device.CPU, TWIN, second, INPUT)) {
      return session.predict(batch).values();
    }
  }

  /** Samples with the numbers (key, 1). */
  private static TensorBatch batch(long... keys) {
    TensorBatch batch = new TensorBatch(INPUT.parser().tensors(), 8);
    for (int row = 0; row < keys.length; row++) {
      batch.keys()[row] = keys[row];
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, 2L * row, keys[row]);
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, 2L * row + 1, 1);
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, keys[row] % 2);
    }
    batch.setSize(keys.length);
    return batch;
  }

  /** The current model and the keys that each model has seen. */
  private static List<List<Number>> seen(Path file) {
    Map<String, List<Number>> stored = stored(file);
    return List.of(
        stored.get("_extra_state.current_model"),
        stored.get("_extra_state.models_seen_ids.0"),
        stored.get("_extra_state.models_seen_ids.1"));
  }

  private static Map<String, List<Number>> stored(Path file) {
    Map<String, List<Number>> stored = new LinkedHashMap<>();
    try (SafetensorsFile safetensors = SafetensorsFile.open(file)) {
      safetensors.tensors().forEach((name, tensor) -> stored.put(name, numbers(tensor)));
    }
    return stored;
  }

  private static List<Number> numbers(NamedTensor tensor) {
    return switch (tensor.dataType()) {
      case INT64 ->
          Arrays.stream(tensor.bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED))
              .<Number>mapToObj(Long::valueOf)
              .toList();
      default -> {
        float[] values = tensor.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        Number[] boxed = new Number[values.length];
        Arrays.setAll(boxed, index -> values[index]);
        yield List.of(boxed);
      }
    };
  }
}
