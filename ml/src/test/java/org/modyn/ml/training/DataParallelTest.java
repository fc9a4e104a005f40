package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.Conv2d;
import org.modyn.ml.nn.GlobalAveragePool2d;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.MaxPool2d;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.testing.TestDevices;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsFile;

/** Several simulated devices train as one does. */
final class DataParallelTest {
  private static final int DEVICES = 3;
  private static final int STEPS = 4;
  private static final double TOLERANCE = 1e-5;

  private static final String MLP = "{\"sizes\": [12, 16, 3], \"dropout\": 0.4}";
  private static final String MLP_INPUT = "Field('data', 'float32', count=12)";
  private static final String CROSS_ENTROPY = "CrossEntropyLoss";

  @TempDir private Path directory;
  private TestDevices devices;

  @BeforeEach
  void simulate() {
    TestEngine.load();
    devices = TestDevices.simulate(DEVICES);
  }

  @AfterEach
  void close() {
    devices.close();
  }

  /** The sizes of a batch's parts differ, and the dropout masks are those of the whole batch. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SGD | "lr": 0.1
          SGD | "lr": 0.1, "momentum": 0.9, "weight_decay": 0.01
          Adam | "lr": 0.01
          AdamW | "lr": 0.01
          Adagrad | "lr": 0.05
          RMSprop | "lr": 0.01
          NAdam | "lr": 0.01
          """)
  void optimizersMakeTheSameSteps(String algorithm, String options) {
    assertTrainAlike(setup("MLP", MLP, MLP_INPUT, algorithm, options, CROSS_ENTROPY, ""), false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SGD | "lr": 0.1
          SparseAdam | "lr": 0.01
          Adam | "lr": 0.01
          """)
  void sparseGradientsOfTablesAreAdded(String algorithm, String options) {
    String model =
        """
        {"num_numerical_features": 2, "categorical_features_info": {"a": 3, "b": 3},
         "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": [8, 1]}\
        """;
    String input =
        "Field('categorical_input', 'int64', count=2),"
            + " Field('numerical_input', 'float32', count=2)";
    String optimizers =
        algorithm.equals("SparseAdam")
            ? """
            {"tables": {"algorithm": "SparseAdam",
               "param_groups": [{"module": "model.bottom_model.embeddings", "config": {%s}}]},
             "rest": {"algorithm": "SGD",
               "param_groups": [{"module": "model.top_model", "config": {"lr": 0.1}},
                 {"module": "model.bottom_model.mlp", "config": {"lr": 0.1}}]}}\
            """
                .formatted(options)
            : optimizer(algorithm, options);
    TrainingSetup setup =
        setup(Models.read("DLRM", model), input, optimizers, "BCEWithLogitsLoss", "");
    assertTrainAlike(setup, false);
    assertTrainAlike(setup, true);
  }

  /** All of Modyn's own have batch normalization, whose statistics are those of a part. */
  private static final class Convolutions extends Model {
    private final Sequential layers;
    private final Linear head;

    private Convolutions(ModelContext context) {
      super(context);
      layers =
          child(
              "layers",
              new Sequential(
                  context,
                  List.of(
                      Conv2d.withBias(context, Conv2d.Geometry.of(1, 8, 3, 1, 1)),
                      new Activation(context, Activation.Function.RELU),
                      new MaxPool2d(context, 2, 2, 0),
                      new GlobalAveragePool2d(context))));
      head = child("head", new Linear(context, 8, 3));
    }

    @Override
    public List<ModelInput> inputs() {
      return List.of(ModelInput.images(1));
    }

    @Override
    public ModelOutput forward(BatchInputs inputs) {
      NDArray features = layers.forward(inputs.tensor(ModelInput.DATA));
      return new ModelOutput(head.forward(features), features);
    }
  }

  @Test
  void aConvolutionalModelTrainsAlike() {
    String fields = "Field('data', 'float32', shape=[1, 16, 16])";
    TrainingSetup setup =
        setup(Convolutions::new, fields, optimizer("SGD", "\"lr\": 0.1"), CROSS_ENTROPY, "");
    assertTrainAlike(setup, false);
    assertTrainAlike(setup, true);
  }

  @Test
  void weightsOfSamplesAndClassesCountForTheWholeBatch() {
    TrainingSetup setup =
        setup(
            "MLP",
            MLP,
            MLP_INPUT,
            "SGD",
            "\"lr\": 0.1",
            CROSS_ENTROPY,
            "{\"weight\": [0.2, 1, 3], \"label_smoothing\": 0.1}");
    assertTrainAlike(setup, false);
    assertTrainAlike(setup, true);
  }

  /** The first two parts have no share in the loss. */
  @Test
  void partsWithoutWeightDoNotCount() {
    TrainingSetup ignoring =
        setup("MLP", MLP, MLP_INPUT, "SGD", "\"lr\": 0.1", CROSS_ENTROPY, "{\"ignore_index\": 1}");
    List<TensorBatch> batches = batches(ignoring.input(), 9, false);
    for (TensorBatch batch : batches) {
      for (int row = 0; row < 6; row++) {
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, 1);
      }
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, 7, 0);
    }
    assertTrainAlike(ignoring, batches);

    TrainingSetup setup = setup("MLP", MLP, MLP_INPUT, "SGD", "\"lr\": 0.1", CROSS_ENTROPY, "");
    List<TensorBatch> weighted = batches(setup.input(), 9, true);
    for (TensorBatch batch : weighted) {
      for (int row = 0; row < 6; row++) {
        batch.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, 0);
      }
    }
    assertTrainAlike(setup, weighted);
  }

  /** The divisor of the first part is 0, but smoothed losses of its samples are not. */
  @Test
  void smoothedLossesOfClassesWithoutWeightCount() {
    TrainingSetup setup =
        setup(
            "MLP",
            MLP,
            MLP_INPUT,
            "SGD",
            "\"lr\": 0.1",
            CROSS_ENTROPY,
            "{\"weight\": [0, 1, 3], \"label_smoothing\": 0.2}");
    List<TensorBatch> batches = batches(setup.input(), 9, false);
    for (TensorBatch batch : batches) {
      for (int row = 0; row < 9; row++) {
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, row < 3 ? 0 : 1 + row % 2);
      }
    }
    assertTrainAlike(setup, batches);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void smallBatchesLeaveDevicesIdle(int rows) {
    TrainingSetup setup = setup("MLP", MLP, MLP_INPUT, "Adam", "\"lr\": 0.01", CROSS_ENTROPY, "");
    List<TensorBatch> batches = new ArrayList<>(batches(setup.input(), 7, false));
    batches.addAll(1, batches(setup.input(), rows, false));
    assertTrainAlike(setup, batches);
  }

  @Test
  void checkpointsGoOnBitForBit() {
    TrainingSetup setup = setup("MLP", MLP, MLP_INPUT, "Adam", "\"lr\": 0.01", CROSS_ENTROPY, "");
    List<TensorBatch> batches = batches(setup.input(), 8, false);
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Path resumed = directory.resolve("resumed");
    List<Float> losses = new ArrayList<>();
    try (TrainingSession session = open(setup, DEVICES)) {
      train(session, batches.subList(0, 2), losses);
      session.write(first, Map.of());
      train(session, batches.subList(2, STEPS), losses);
      session.write(second, Map.of());
    }
    List<Float> again = new ArrayList<>(losses.subList(0, 2));
    try (TrainingSession session = open(setup, DEVICES)) {
      session.resume(first);
      train(session, batches.subList(2, STEPS), again);
      session.write(resumed, Map.of());
    }
    assertThat(again).isEqualTo(losses);
    assertThat(resumed).hasSameBinaryContentAs(second);
  }

  /** Statistics are those of each part; the stored ones are those of the first device's. */
  @Test
  void batchesAreNormalizedByPart() {
    String fields = "Field('data', 'float32', shape=[3, 32, 32])";
    TrainingSetup setup =
        setup("ResNet18", "{\"num_classes\": 3}", fields, "SGD", "\"lr\": 0.01", CROSS_ENTROPY, "");
    List<TensorBatch> whole = batches(setup.input(), 4, false).subList(0, 1);
    TensorBatch half = new TensorBatch(setup.input().tensors(), 2);
    half.copyRow(whole.getFirst(), 0, 0);
    half.copyRow(whole.getFirst(), 1, 1);
    half.setSize(2);
    Path ofTwo = directory.resolve("two");
    Path ofHalf = directory.resolve("half");
    try (TrainingSession session = open(setup, 2)) {
      train(session, whole, new ArrayList<>());
      session.write(ofTwo, Map.of());
    }
    try (TrainingSession session = open(setup, 1)) {
      train(session, List.of(half), new ArrayList<>());
      session.write(ofHalf, Map.of());
    }
    assertThat(difference(ofTwo, ofHalf, "bn1.running_mean")).isLessThan(TOLERANCE);
    assertThat(difference(ofTwo, ofHalf, "bn1.running_var")).isLessThan(TOLERANCE);
    assertThat(difference(ofTwo, ofHalf, "fc.weight")).isGreaterThan(0);
  }

  @Test
  void anObserverSeesAllRowsInOrder() {
    TrainingSetup setup = setup("MLP", MLP, MLP_INPUT, "SGD", "\"lr\": 0.1", CROSS_ENTROPY, "");
    List<TensorBatch> batches = batches(setup.input(), 8, false);
    assertThat(observed(setup, batches, DEVICES))
        .usingElementComparator((a, b) -> Math.abs(a - b) <= TOLERANCE ? 0 : 1)
        .isEqualTo(observed(setup, batches, 1));
  }

  private List<Float> observed(TrainingSetup setup, List<TensorBatch> batches, int count) {
    List<Float> observed = new ArrayList<>();
    try (TrainingSession session = open(setup, count)) {
      session.setObserver(
          (batch, losses, norms) -> {
            assertThat(losses.byteSize()).isEqualTo((long) batch.size() * Float.BYTES);
            for (int row = 0; row < batch.size(); row++) {
              observed.add(losses.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, row));
              observed.add(norms.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, row));
            }
          });
      train(session, batches, new ArrayList<>());
    }
    return observed;
  }

  @Test
  void anErrorNamesTheSampleOfTheBatch() {
    TrainingSetup setup = setup("MLP", MLP, MLP_INPUT, "SGD", "\"lr\": 0.1", CROSS_ENTROPY, "");
    TensorBatch batch = batches(setup.input(), 8, false).getFirst();
    for (int row = 0; row < 8; row++) {
      batch.keys()[row] = 100 + row;
    }
    batch.labels().setAtIndex(ValueLayout.JAVA_LONG, 7, 5);
    try (TrainingSession session = open(setup, DEVICES)) {
      assertThatThrownBy(() -> session.step(batch))
          .hasMessageContaining("107")
          .hasMessageContaining("has the label 5, but the model has 3 outputs");
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, 7, 1);
      assertThat(session.step(batch)).isFinite();
    }
  }

  @Test
  void aPartWithInvalidLabelsAloneIsAnError() {
    TrainingSetup setup = setup("MLP", MLP, MLP_INPUT, "SGD", "\"lr\": 0.1", CROSS_ENTROPY, "");
    TensorBatch batch = batches(setup.input(), 9, true).getFirst();
    for (int row = 0; row < 9; row++) {
      batch.keys()[row] = 100 + row;
      if (row >= 6) {
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, -1);
        batch.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, 0);
      }
    }
    for (boolean weighted : new boolean[] {false, true}) {
      batch.setWeighted(weighted);
      try (TrainingSession session = open(setup, DEVICES)) {
        assertThatThrownBy(() -> session.step(batch))
            .hasMessageContaining("106")
            .hasMessageContaining("has the label -1, but the model has 3 outputs");
      }
    }
  }

  private void assertTrainAlike(TrainingSetup setup, boolean weighted) {
    assertTrainAlike(setup, batches(setup.input(), 8, weighted));
  }

  /** Compares losses, weights and the states of the optimizers with those of the CPU. */
  private void assertTrainAlike(TrainingSetup setup, List<TensorBatch> batches) {
    Path expected = directory.resolve("cpu");
    List<Float> expectedLosses = new ArrayList<>();
    try (TrainingSession session = TrainingSession.open(TestEngine.load(), Device.CPU, setup)) {
      train(session, batches, expectedLosses);
      session.write(expected, Map.of());
    }
    for (int count = 1; count <= DEVICES; count++) {
      Path actual = directory.resolve("devices-" + count);
      List<Float> losses = new ArrayList<>();
      try (TrainingSession session = open(setup, count)) {
        train(session, batches, losses);
        session.write(actual, Map.of());
      }
      assertThat(losses).hasSameSizeAs(expectedLosses);
      for (int step = 0; step < losses.size(); step++) {
        assertThat(losses.get(step)).isCloseTo(expectedLosses.get(step), within((float) TOLERANCE));
      }
      assertSameArrays(actual, expected);
    }
  }

  private static void assertSameArrays(Path file, Path expectedFile) {
    try (SafetensorsFile expected = SafetensorsFile.open(expectedFile)) {
      expected
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (tensor.dataType() == TensorDataType.FLOAT32) {
                  assertThat(difference(file, expectedFile, name))
                      .as(name)
                      .isLessThanOrEqualTo(TOLERANCE);
                }
              });
    }
  }

  /** The largest difference between the elements of a stored array. */
  private static double difference(Path file, Path otherFile, String name) {
    try (SafetensorsFile stored = SafetensorsFile.open(file);
        SafetensorsFile other = SafetensorsFile.open(otherFile)) {
      float[] values = floats(stored.tensors().get(name));
      float[] others = floats(other.tensors().get(name));
      assertThat(values).hasSameSizeAs(others);
      double largest = 0;
      for (int element = 0; element < values.length; element++) {
        largest = Math.max(largest, Math.abs(values[element] - others[element]));
      }
      return largest;
    }
  }

  private static float[] floats(NamedTensor tensor) {
    return tensor.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  private static void train(
      TrainingSession session, List<TensorBatch> batches, List<Float> losses) {
    session.setLossListener(losses::add);
    for (TensorBatch batch : batches) {
      session.step(batch);
    }
    session.endEpoch();
  }

  private static TrainingSession open(TrainingSetup setup, int count) {
    return TrainingSession.open(TestEngine.load(), Device.startingAt("cuda:0", count), setup);
  }

  private static String optimizer(String algorithm, String options) {
    return """
    {"default": {"algorithm": "%s", "param_groups": [{"module": "model", "config": {%s}}]}}\
    """
        .formatted(algorithm, options);
  }

  private static TrainingSetup setup(
      String model,
      String configuration,
      String fields,
      String algorithm,
      String options,
      String criterion,
      String criterionOptions) {
    return setup(
        Models.read(model, configuration),
        fields,
        optimizer(algorithm, options),
        criterion,
        criterionOptions);
  }

  private static TrainingSetup setup(
      ModelOptions model,
      String fields,
      String optimizers,
      String criterion,
      String criterionOptions) {
    return new TrainingSetup(
        model,
        Losses.REGISTRY.read("name", criterion, "config", criterionOptions),
        Optimizers.read(optimizers),
        InputPipeline.of(BytesParsers.create("Record([" + fields + "])")),
        Optional.empty(),
        Optional.of(new GradientClippingConfig(Optional.of(0.5), Optional.empty())),
        Optional.empty(),
        7,
        true,
        false);
  }

  private static List<TensorBatch> batches(InputPipeline input, int rows, boolean weighted) {
    SplittableRandom random = new SplittableRandom(rows);
    boolean isBinary = input.tensors().size() > 1;
    List<TensorBatch> batches = new ArrayList<>();
    for (int index = 0; index < STEPS; index++) {
      TensorBatch batch = new TensorBatch(input.tensors(), rows);
      for (int tensor = 0; tensor < input.tensors().size(); tensor++) {
        fill(batch, tensor, random);
      }
      for (int row = 0; row < rows; row++) {
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, random.nextInt(isBinary ? 2 : 3));
        batch.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, random.nextInt(1, 5) / 2f);
      }
      batch.setSize(rows);
      batch.setWeighted(weighted);
      batches.add(batch);
    }
    return batches;
  }

  private static void fill(TensorBatch batch, int tensor, SplittableRandom random) {
    TensorDataType type = batch.specifications().get(tensor).dataType();
    long elements = batch.tensor(tensor).byteSize() / type.bytes();
    for (long element = 0; element < elements; element++) {
      if (type == TensorDataType.INT64) {
        batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_LONG, element, random.nextInt(3));
      } else {
        float number = (float) random.nextGaussian();
        batch.tensor(tensor).setAtIndex(ValueLayout.JAVA_FLOAT, element, number);
      }
    }
  }
}
