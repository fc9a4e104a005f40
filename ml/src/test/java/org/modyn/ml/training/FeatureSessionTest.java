package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.metric.Predictions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsFile;

final class FeatureSessionTest {
  private static final int SAMPLES = 6;
  private static final InputPipeline NUMBERS = record("Field('data', 'float32', count=3)");
  private static final ModelOptions MLP = Models.read("MLP", "{\"sizes\": [3, 5, 2]}");

  @TempDir private Path directory;
  private final TensorEngine engine = TestEngine.load();

  private static InputPipeline record(String fields) {
    return InputPipeline.of(BytesParsers.create("Record([" + fields + "])"));
  }

  /** Independent of the engine: the hidden layer in double precision. */
  @Test
  void theEmbeddingOfAPerceptronIsItsHiddenLayer() {
    Path weights = write(MLP, NUMBERS);
    TensorBatch batch = floats(NUMBERS, 1);
    try (FeatureSession session =
            FeatureSession.ofEmbeddings(engine, Device.CPU, MLP, weights, NUMBERS);
        SafetensorsFile file = SafetensorsFile.open(weights)) {
      float[] embeddings = floats(session.compute(batch));
      assertThat(session.columns()).isEqualTo(5);
      float[] matrix = floats(file.tensors().get("layers.0.weight").bytes());
      float[] bias = floats(file.tensors().get("layers.0.bias").bytes());
      for (int sample = 0; sample < SAMPLES; sample++) {
        for (int unit = 0; unit < 5; unit++) {
          double sum = bias[unit];
          for (int input = 0; input < 3; input++) {
            sum += (double) matrix[unit * 3 + input] * value(batch, sample * 3 + input);
          }
          assertThat((double) embeddings[sample * 5 + unit])
              .isCloseTo(Math.max(0, sum), within(1e-6));
        }
      }
    }
  }

  /** The last layer computes the logits from the embeddings. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MLP | {\"sizes\": [3, 5, 2]} | layers.2 | Field('data', 'float32', count=3)",
        "SmallYearbookNet | {\"num_input_channels\": 1, \"num_classes\": 2} | classifier |"
            + " Field('data', 'float32', shape=[1, 16, 16])",
        "ResNet18 | {\"num_classes\": 4} | fc | Field('data', 'float32', shape=[3, 32, 32])"
      })
  void embeddingsAreTheInputsOfTheLastLayer(
      String model, String configuration, String lastLayer, String field) {
    ModelOptions options = Models.read(model, configuration);
    InputPipeline input = record(field);
    Path weights = write(options, input);
    TensorBatch batch = floats(input, 2);
    try (FeatureSession session =
            FeatureSession.ofEmbeddings(engine, Device.CPU, options, weights, input);
        PredictionSession prediction =
            PredictionSession.open(engine, Device.CPU, options, weights, input);
        SafetensorsFile file = SafetensorsFile.open(weights)) {
      float[] embeddings = floats(session.compute(batch));
      int columns = session.columns();
      Predictions logits = prediction.predict(batch);
      NamedTensor matrix = file.tensors().get(lastLayer + ".weight");
      assertThat(matrix.shape()).containsExactly((long) logits.columns(), (long) columns);
      float[] elements = floats(matrix.bytes());
      float[] bias = floats(file.tensors().get(lastLayer + ".bias").bytes());
      for (int sample = 0; sample < SAMPLES; sample++) {
        for (int output = 0; output < logits.columns(); output++) {
          double sum = bias[output];
          for (int column = 0; column < columns; column++) {
            sum +=
                (double) elements[output * columns + column]
                    * embeddings[sample * columns + column];
          }
          assertThat((double) logits.value(sample, output)).isCloseTo(sum, within(1e-5));
        }
      }
    }
  }

  @Test
  void inputsAreFlattenedConvertedAndConcatenated() {
    InputPipeline input =
        record(
            "Field('count', 'int64', tensor='counts'), Field('byte', 'uint8', tensor='counts'),"
                + " Field('image', 'float32', shape=[2, 2])");
    TensorBatch batch = new TensorBatch(input.parser().tensors(), 4);
    batch.setSize(2);
    for (int element = 0; element < 4; element++) {
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_LONG, element, 10 * element - 5);
    }
    for (int element = 0; element < 8; element++) {
      batch.tensor(1).setAtIndex(ValueLayout.JAVA_FLOAT, element, element / 4f);
    }
    try (FeatureSession session = FeatureSession.ofInputs(engine, Device.CPU, input)) {
      assertThat(floats(session.compute(batch)))
          .containsExactly(-5, 5, 0, 0.25f, 0.5f, 0.75f, 15, 25, 1, 1.25f, 1.5f, 1.75f);
      assertThat(session.columns()).isEqualTo(6);
    }
  }

  @Test
  void inputsAreThoseAfterTheTransformations() {
    InputPipeline input =
        InputPipeline.create(
            "Record([Field('data', 'float32', shape=[1, 2, 2])])",
            List.of("transforms.Normalize((0.5,), (0.25,))"),
            UserCode.withoutPlugins());
    TensorBatch batch = floats(input, 3);
    try (FeatureSession session = FeatureSession.ofInputs(engine, Device.CPU, input)) {
      float[] features = floats(session.compute(batch));
      for (int index = 0; index < features.length; index++) {
        assertThat(features[index]).isCloseTo((value(batch, index) - 0.5f) / 0.25f, within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"NaN, NaN", "Infinity, infinity", "-Infinity, infinity"})
  void aValueThatIsNotFiniteNamesItsSample(float value, String name) {
    TensorBatch batch = floats(NUMBERS, 4);
    batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, 4 * 3 + 1, value);
    try (FeatureSession session = FeatureSession.ofInputs(engine, Device.CPU, NUMBERS)) {
      assertThatThrownBy(() -> session.compute(batch))
          .isInstanceOfSatisfying(
              SampleException.class,
              error -> {
                assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION);
                assertThat(error.key()).isEqualTo(1004);
              })
          .hasMessage(
              "the sample with key 1004 has %s in column 1 of its input tensors (columns are"
                  + " numbered from 0 to 2), so it cannot be compared with other samples",
              name);
    }
  }

  @Test
  void aProgramWithLogitsOnlyHasNoEmbedding() {
    ModelOptions program =
        Models.read("TorchScript", "{\"path\": \"../examples/torchscript/rain.pt\"}");
    Path weights = write(program, NUMBERS);
    assertThat(ModelOutline.of(engine, program, NUMBERS).hasEmbedding()).isFalse();
    assertThat(ModelOutline.of(engine, MLP, NUMBERS).hasEmbedding()).isTrue();
    try (FeatureSession session =
        FeatureSession.ofEmbeddings(engine, Device.CPU, program, weights, NUMBERS)) {
      assertThatThrownBy(() -> session.compute(floats(NUMBERS, 5)))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessageStartingWith("the model has no embedding")
          .hasMessageContaining("embeddings: none");
    }
  }

  /** Writes a model with new weights. */
  private Path write(ModelOptions options, InputPipeline input) {
    Path file = directory.resolve("weights.safetensors");
    TrainingSetup setup =
        TrainingSetup.of(
            options,
            Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", ""),
            """
            {"default": {"algorithm": "SGD", "param_groups":
              [{"module": "model", "config": {"lr": 0.01}}]}}\
            """,
            input,
            7);
    try (TrainingSession session = TrainingSession.open(engine, Device.CPU, setup)) {
      session.write(file, Map.of());
    }
    return file;
  }

  /** A batch of random numbers in (0, 1); the keys are 1000, 1001, ... */
  private static TensorBatch floats(InputPipeline input, long seed) {
    TensorBatch batch = new TensorBatch(input.parser().tensors(), SAMPLES);
    batch.setSize(SAMPLES);
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < SAMPLES; row++) {
      batch.keys()[row] = 1000 + row;
    }
    long elements = batch.specifications().getFirst().elementsPerSample() * SAMPLES;
    for (long element = 0; element < elements; element++) {
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, element, (float) random.nextDouble());
    }
    return batch;
  }

  private static float value(TensorBatch batch, long element) {
    return batch.tensor(0).getAtIndex(ValueLayout.JAVA_FLOAT, element);
  }

  private static float[] floats(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }
}
