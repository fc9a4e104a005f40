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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.Conv2d;
import org.modyn.ml.nn.GlobalAveragePool2d;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.MaxPool2d;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;
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
  private static final double TOLERANCE = 1e-5;
  private static final double HALF_TOLERANCE = 2e-3;

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
    assertTrainAlike(TrainingCase.mlp().withOptimizer(algorithm, options).setup(), false);
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
    TrainingSetup setup = tables(algorithm, options).setup();
    assertTrainAlike(setup, false);
    assertTrainAlike(setup, true);
  }

  /** A device that was idle in a step lacks rows of two steps. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SGD | "lr": 0.1
          SparseAdam | "lr": 0.01
          """)
  void tablesOfDevicesThatWereIdleAreUpToDate(String algorithm, String options) {
    TrainingSetup setup = tables(algorithm, options).setup();
    List<TensorBatch> batches = new ArrayList<>();
    for (int rows : new int[] {9, 2, 9, 1, 2, 9}) {
      batches.addAll(TrainingCase.batches(setup, rows, false).subList(0, 2));
    }
    assertTrainAlike(setup, batches);
  }

  private static TrainingCase tables(String algorithm, String options) {
    if (!algorithm.equals("SparseAdam")) {
      return TrainingCase.dlrm().withOptimizer(algorithm, options);
    }
    return TrainingCase.dlrm()
        .withOptimizers(
            """
            {"tables": {"algorithm": "SparseAdam",
               "param_groups": [{"module": "model.bottom_model.embeddings", "config": {%s}}]},
             "rest": {"algorithm": "SGD",
               "param_groups": [{"module": "model.top_model", "config": {"lr": 0.1}},
                 {"module": "model.bottom_model.mlp", "config": {"lr": 0.1}}]}}\
            """
                .formatted(options));
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
    TrainingSetup setup =
        TrainingCase.mlp()
            .withModel(Convolutions::new, "Field('data', 'float32', shape=[1, 16, 16])")
            .setup();
    assertTrainAlike(setup, false);
    assertTrainAlike(setup, true);
  }

  @Test
  void weightsOfSamplesAndClassesCountForTheWholeBatch() {
    TrainingSetup setup =
        TrainingCase.mlp()
            .withCriterion(
                "CrossEntropyLoss", "{\"weight\": [0.2, 1, 3], \"label_smoothing\": 0.1}")
            .setup();
    assertTrainAlike(setup, false);
    assertTrainAlike(setup, true);
  }

  /** The first two parts have no share in the loss. */
  @Test
  void partsWithoutWeightDoNotCount() {
    TrainingSetup ignoring =
        TrainingCase.mlp().withCriterion("CrossEntropyLoss", "{\"ignore_index\": 1}").setup();
    List<TensorBatch> batches = TrainingCase.batches(ignoring, 9, false);
    for (TensorBatch batch : batches) {
      for (int row = 0; row < 6; row++) {
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, 1);
      }
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, 7, 0);
    }
    assertTrainAlike(ignoring, batches);

    TrainingSetup setup = TrainingCase.mlp().setup();
    List<TensorBatch> weighted = TrainingCase.batches(setup, 9, true);
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
        TrainingCase.mlp()
            .withCriterion("CrossEntropyLoss", "{\"weight\": [0, 1, 3], \"label_smoothing\": 0.2}")
            .setup();
    List<TensorBatch> batches = TrainingCase.batches(setup, 9, false);
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
    TrainingSetup setup = TrainingCase.mlp().withOptimizer("Adam", "\"lr\": 0.01").setup();
    List<TensorBatch> batches = new ArrayList<>(TrainingCase.batches(setup, 7, false));
    batches.addAll(1, TrainingCase.batches(setup, rows, false));
    assertTrainAlike(setup, batches);
  }

  /** With one device as with several; a matrix product in float16 has 11 bits of precision. */
  @Test
  void mixedPrecisionTrainsAlike() {
    TrainingSetup mixed = TrainingCase.mlp().withMixedPrecision("{\"init_scale\": 1024}").setup();
    List<TensorBatch> batches = TrainingCase.batches(mixed, 8, true);
    Path float32 = trained(TrainingCase.mlp().setup(), batches, 1, "float32");
    Path one = trained(mixed, batches, 1, "one");
    for (int count = 2; count <= DEVICES; count++) {
      Path several = trained(mixed, batches, count, "several");
      assertThat(difference(several, one, "layers.0.weight")).isLessThan(HALF_TOLERANCE);
      assertThat(difference(several, float32, "layers.0.weight")).isBetween(1e-7, HALF_TOLERANCE);
    }
  }

  /** The scale is too large for a part of the batch: no device may change its parameters. */
  @Test
  void aStepWhoseGradientsOverflowChangesNoDevice() {
    TrainingCase mixed =
        TrainingCase.mlp().withMixedPrecision("{\"init_scale\": 1e30, \"backoff_factor\": 1e-13}");
    TrainingSetup setup = mixed.setup();
    List<TensorBatch> batches = TrainingCase.batches(setup, 8, false);
    for (int count = 1; count <= DEVICES; count++) {
      Path before = trained(setup, List.of(), count, "before");
      Path overflown = trained(setup, batches.subList(0, 1), count, "overflown");
      assertThat(difference(overflown, before, "layers.0.weight")).isZero();
      Path after = trained(setup, batches, count, "after");
      assertThat(difference(after, before, "layers.0.weight")).isPositive().isLessThan(1);
    }
  }

  private Path trained(TrainingSetup setup, List<TensorBatch> batches, int count, String name) {
    Path file = directory.resolve(name);
    try (TrainingSession session = open(setup, count)) {
      train(session, batches, new ArrayList<>());
      session.write(file, Map.of());
    }
    return file;
  }

  @Test
  void checkpointsGoOnBitForBit() {
    TrainingSetup setup = TrainingCase.mlp().withOptimizer("Adam", "\"lr\": 0.01").setup();
    List<TensorBatch> batches = TrainingCase.batches(setup, 8, false);
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Path resumed = directory.resolve("resumed");
    List<Float> losses = new ArrayList<>();
    try (TrainingSession session = open(setup, DEVICES)) {
      train(session, batches.subList(0, 2), losses);
      session.write(first, Map.of());
      train(session, batches.subList(2, TrainingCase.BATCHES), losses);
      session.write(second, Map.of());
    }
    List<Float> again = new ArrayList<>(losses.subList(0, 2));
    try (TrainingSession session = open(setup, DEVICES)) {
      session.resume(first);
      train(session, batches.subList(2, TrainingCase.BATCHES), again);
      session.write(resumed, Map.of());
    }
    assertThat(again).isEqualTo(losses);
    assertThat(resumed).hasSameBinaryContentAs(second);
  }

  /** Statistics are those of each part; the stored ones are those of the first device's. */
  @Test
  void batchesAreNormalizedByPart() {
    TrainingSetup setup =
        TrainingCase.mlp()
            .withModel(
                Models.read("ResNet18", "{\"num_classes\": 3}"),
                "Field('data', 'float32', shape=[3, 32, 32])")
            .withOptimizer("SGD", "\"lr\": 0.01")
            .setup();
    List<TensorBatch> whole = TrainingCase.batches(setup, 4, false).subList(0, 1);
    TensorBatch half = new TensorBatch(setup.input().tensors(), 2);
    half.copyRow(whole.getFirst(), 0, 0);
    half.copyRow(whole.getFirst(), 1, 1);
    half.setSize(2);
    Path ofTwo = trained(setup, whole, 2, "two");
    Path ofHalf = trained(setup, List.of(half), 1, "half");
    assertThat(difference(ofTwo, ofHalf, "bn1.running_mean")).isLessThan(TOLERANCE);
    assertThat(difference(ofTwo, ofHalf, "bn1.running_var")).isLessThan(TOLERANCE);
    assertThat(difference(ofTwo, ofHalf, "fc.weight")).isGreaterThan(0);
  }

  @Test
  void anObserverSeesAllRowsInOrder() {
    TrainingSetup setup = TrainingCase.mlp().setup();
    List<TensorBatch> batches = TrainingCase.batches(setup, 8, false);
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
    TrainingSetup setup = TrainingCase.mlp().setup();
    TensorBatch batch = TrainingCase.batches(setup, 8, false).getFirst();
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
    TrainingSetup setup = TrainingCase.mlp().setup();
    TensorBatch batch = TrainingCase.batches(setup, 9, true).getFirst();
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
    assertTrainAlike(setup, TrainingCase.batches(setup, 8, weighted));
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
}
