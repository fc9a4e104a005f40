package org.modyn.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.testing.TestModelStorage.StoredModel;
import org.modyn.ml.testing.TestStorage;
import org.modyn.ml.training.FeatureSession;
import org.modyn.proto.evaluator.EvaluationCleanupRequest;
import org.modyn.proto.evaluator.FeatureRows;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.SampleKeys;
import org.modyn.proto.evaluator.TriggerFeaturesRequest;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;

/** Feature vectors of samples of 768 random numbers in (0, 1): images of 16 x 16 pixels. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FeaturesTest {
  private static final int VALUES = 3 * 16 * 16;
  private static final String ROW = "Record([Field('data', 'float32', count=768)])";
  private static final String IMAGE = "Record([Field('data', 'float32', shape=[3, 16, 16])])";
  private static final String PERCEPTRON = "{\"sizes\": [768, 9, 2]}";
  private static final String PROGRAM = "{\"path\": \"../examples/torchscript/rain.pt\"}";
  private static final long NAN_KEY = 1_711;
  private static final long INFINITY_KEY = 1_712;

  private static final class RandomSamples implements TestStorage.Samples {
    @Override
    public byte[] bytes(long key) {
      ByteBuffer bytes = ByteBuffer.allocate(VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      SplittableRandom random = new SplittableRandom(key);
      for (int index = 0; index < VALUES; index++) {
        bytes.putFloat((float) random.nextDouble());
      }
      if (key == NAN_KEY) {
        bytes.putFloat(2 * Float.BYTES, Float.NaN);
      }
      if (key == INFINITY_KEY) {
        bytes.putFloat(0, Float.POSITIVE_INFINITY);
      }
      return bytes.array();
    }

    @Override
    public long label(long key) {
      return key % 2;
    }
  }

  private final RandomSamples contents = new RandomSamples();
  private EvaluatorFixture fixture;
  private Path weights;
  private int perceptron;

  @BeforeAll
  void start() {
    fixture = EvaluatorFixture.start(contents);
    weights = fixture.writeModel("MLP", PERCEPTRON, InputPipeline.of(BytesParsers.create(ROW)), 3);
    perceptron = fixture.addModel(weights, "MLP", PERCEPTRON);
  }

  @AfterEach
  void repairStorage() {
    fixture.samples.delete(_ -> false);
    fixture.samples.damage(_ -> false);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private static FeaturesRequest.Builder request(long... keys) {
    SampleKeys.Builder samples = SampleKeys.newBuilder();
    Arrays.stream(keys).forEach(samples::addKeys);
    return FeaturesRequest.newBuilder()
        .setDatasetId(TestStorage.DATASET)
        .setSamples(samples)
        .setDevice("cpu")
        .setBatchSize(32)
        .setNumDataloaders(2)
        .setBytesParser(function(ROW));
  }

  private static PythonString function(String text) {
    return PythonString.newBuilder().setValue(text).build();
  }

  /** All rows of a response. */
  private record Received(int messages, int columns, List<Float> values, List<Long> skipped) {}

  private Received receive(FeaturesRequest.Builder request) {
    List<Float> values = new ArrayList<>();
    List<Long> skipped = new ArrayList<>();
    int columns = 0;
    int messages = 0;
    Iterator<FeatureRows> responses = fixture.evaluator.computeFeatures(request.build());
    while (responses.hasNext()) {
      FeatureRows rows = responses.next();
      assertThat(rows.getSerializedSize()).isLessThan((1 << 20) + 1_000);
      FloatBuffer buffer =
          rows.getValues().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      while (buffer.hasRemaining()) {
        values.add(buffer.get());
      }
      skipped.addAll(rows.getSkippedKeysList());
      columns = Math.max(columns, rows.getColumns());
      messages++;
    }
    return new Received(messages, columns, values, skipped);
  }

  /** The embeddings by a session of ml, in batches of 32, and without any server. */
  private List<Float> expected(Optional<String> model, Path file, String parser, long... keys) {
    InputPipeline input = InputPipeline.of(BytesParsers.create(parser));
    List<Float> values = new ArrayList<>();
    try (FeatureSession session =
        model.isEmpty()
            ? FeatureSession.ofInputs(TestEngine.load(), Device.CPU, input)
            : FeatureSession.ofEmbeddings(
                TestEngine.load(),
                Device.CPU,
                Models.read(model.get(), configuration(model.get())),
                file,
                input)) {
      for (int from = 0; from < keys.length; from += 32) {
        TensorBatch batch = new TensorBatch(input.parser().tensors(), 32);
        batch.setSize(Math.min(32, keys.length - from));
        for (int row = 0; row < batch.size(); row++) {
          batch.keys()[row] = keys[from + row];
          ByteBuffer bytes = ByteBuffer.wrap(contents.bytes(keys[from + row]));
          for (int index = 0; index < VALUES; index++) {
            batch
                .tensor(0)
                .setAtIndex(
                    ValueLayout.JAVA_FLOAT,
                    row * VALUES + index,
                    bytes.order(ByteOrder.LITTLE_ENDIAN).getFloat(index * Float.BYTES));
          }
        }
        for (float value : session.compute(batch).toArray(ValueLayout.JAVA_FLOAT)) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static String configuration(String model) {
    return switch (model) {
      case "MLP" -> PERCEPTRON;
      case "ResNet18" -> "{\"num_classes\": 4}";
      default -> throw new IllegalArgumentException(model);
    };
  }

  private static long[] keysBackwards(int size) {
    return LongStream.range(0, size).map(index -> 3L * (size - index)).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void embeddingsAreInTheOrderOfTheRequestForAnyNumberOfWorkers(int workers) {
    long[] keys = keysBackwards(500);
    Received received = receive(request(keys).setModelId(perceptron).setNumDataloaders(workers));
    assertThat(received.columns()).isEqualTo(9);
    assertThat(received.skipped()).isEmpty();
    assertThat(received.values()).isEqualTo(expected(Optional.of("MLP"), weights, ROW, keys));
  }

  @Test
  void embeddingsOfImagesEqualThoseOfMl() {
    Path file =
        fixture.writeModel(
            "ResNet18", configuration("ResNet18"), InputPipeline.of(BytesParsers.create(IMAGE)), 3);
    int model = fixture.addModel(file, "ResNet18", configuration("ResNet18"));
    long[] keys = keysBackwards(50);
    Received received = receive(request(keys).setModelId(model).setBytesParser(function(IMAGE)));
    assertThat(received.columns()).isEqualTo(512);
    assertThat(received.values()).isEqualTo(expected(Optional.of("ResNet18"), file, IMAGE, keys));
  }

  @Test
  void withoutAModelTheInputsAreTheFeatures() {
    long[] keys = keysBackwards(500);
    Received received = receive(request(keys).setBytesParser(function(IMAGE)));
    assertThat(received.columns()).isEqualTo(VALUES);
    assertThat(received.messages()).isGreaterThan(1);
    assertThat(received.values()).isEqualTo(expected(Optional.empty(), weights, IMAGE, keys));
  }

  @Test
  void aMessageIsBoundedWhateverTheBatchSize() {
    long[] keys = keysBackwards(500);
    Received received = receive(request(keys).setBatchSize(10_000));
    assertThat(received.messages()).isGreaterThan(1);
    assertThat(received.values()).isEqualTo(expected(Optional.empty(), weights, ROW, keys));
  }

  @Test
  void skippedSamplesAreNamed() {
    // among them whole batches, and the first and the last samples
    fixture.samples.delete(key -> key < 200 || key > 1_450 || key % 7 == 0);
    fixture.samples.damage(key -> key >= 600 && key < 800 && key % 7 != 0);
    long[] keys = keysBackwards(500);
    List<Long> left =
        Arrays.stream(keys)
            .filter(key -> key >= 200 && key <= 1_450 && key % 7 != 0)
            .filter(key -> key < 600 || key >= 800)
            .boxed()
            .toList();
    FeaturesRequest.Builder request = request(keys).setSkipUnreadableSamples(true);
    Received received = receive(request);
    assertThat(received.skipped())
        .isEqualTo(Arrays.stream(keys).boxed().filter(key -> !left.contains(key)).toList());
    assertThat(received.values())
        .isEqualTo(
            expected(
                Optional.empty(),
                weights,
                ROW,
                left.stream().mapToLong(Long::longValue).toArray()));
    assertFails(request.setSkipUnreadableSamples(false), Status.Code.DATA_LOSS, "a file changed");
  }

  @Test
  void aResponseMayHaveNoRows() {
    fixture.samples.delete(_ -> true);
    Received received = receive(request(5, 3, 8).setModelId(perceptron));
    assertThat(received).isEqualTo(new Received(1, 0, List.of(), List.of(5L, 3L, 8L)));
  }

  @Test
  void aSampleMayBeListedTwice() {
    Received received = receive(request(7, 7, 4).setModelId(perceptron));
    assertThat(received.values()).isEqualTo(expected(Optional.of("MLP"), weights, ROW, 7, 7, 4));
  }

  @ParameterizedTest
  @CsvSource({NAN_KEY + ", NaN, 2", INFINITY_KEY + ", infinity, 0"})
  void aValueThatIsNotFiniteNamesItsSample(long key, String value, int column) {
    assertFails(
        request(3, key, 4),
        Status.Code.FAILED_PRECONDITION,
        "the sample with key %s (sample %s of %s) has %s in column %s of its input tensors"
            .formatted(key, key + 1, TestStorage.FILE, value, column));
    assertFails(
        request(3, key, 4).setModelId(perceptron),
        Status.Code.FAILED_PRECONDITION,
        "the sample with key " + key,
        " of its embedding");
  }

  @Test
  void aModelWithoutEmbeddingIsRefused() {
    String parser =
        "Record([Field('data', 'float32', count=3), Field('rest', 'float32', count=765)])";
    Path program =
        fixture.writeModel(
            "TorchScript", PROGRAM, InputPipeline.of(BytesParsers.create(parser)), 3);
    int model = fixture.addModel(program, "TorchScript", PROGRAM);
    FeaturesRequest.Builder request =
        request(1, 2).setModelId(model).setBytesParser(function(parser));
    assertFails(
        request, Status.Code.FAILED_PRECONDITION, "the model has no embedding", "embeddings: none");
    assertThat(problems("TorchScript", PROGRAM, request))
        .containsExactly("trigger.embeddings: " + FeatureSession.NO_EMBEDDING);
    assertThat(problems("TorchScript", PROGRAM, request.clearModelId())).isEmpty();
  }

  private List<String> problems(
      String model, String configuration, FeaturesRequest.Builder features) {
    return fixture
        .evaluator
        .validateEvaluation(
            ValidateEvaluationRequest.newBuilder()
                .setModelClass(model)
                .setModelConfiguration(EvaluatorFixture.json(configuration))
                .addTriggerFeatures(
                    TriggerFeaturesRequest.newBuilder()
                        .setField("trigger.embeddings")
                        .setFeatures(features.clone().clearSamples()))
                .build())
        .getProblemsList()
        .stream()
        .map(problem -> problem.getField() + ": " + problem.getMessage())
        .toList();
  }

  @Test
  void featuresOfATriggerAreChecked() {
    assertThat(problems("MLP", PERCEPTRON, request().setModelId(0))).isEmpty();
    assertThat(problems("MLP", PERCEPTRON, request().setDevice("cuda:99")))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem)
                    .startsWith(
                        "trigger.embeddings: the evaluator computes features on training.device,"
                            + " but cuda:99 is not available here"));
    assertThat(
            problems(
                "MLP",
                PERCEPTRON,
                request()
                    .setBytesParser(function("Record([Field('data', 'uint8', count=4200000)])"))))
        .containsExactly(
            "trigger.embeddings: a sample has 4,200,000 values, but features have at most"
                + " 4,194,304; make the samples smaller, or use the embeddings of the model");
  }

  @Test
  void requestsThatCannotBeServedSayWhy() {
    assertFails(request(1).setModelId(999), Status.Code.NOT_FOUND, "there is no model 999");
    assertFails(
        request(1).setDevice("tpu").setBatchSize(0).setDatasetId(""),
        Status.Code.INVALID_ARGUMENT,
        "device: unknown device",
        "dataset_id: is missing",
        "batch_size: must be at least 1, but is 0");
    assertFails(request(), Status.Code.INVALID_ARGUMENT, "samples: must have at least one key");
    assertFails(
        request(new long[(1 << 20) + 1]),
        Status.Code.INVALID_ARGUMENT,
        "samples: must have at most 1,048,576 keys, but has 1,048,577");
    assertFails(
        request(1).setBytesParser(function("Recor()")),
        Status.Code.INVALID_ARGUMENT,
        "bytes_parser_function");
    assertFails(
        request(1).setModelId(perceptron).setBytesParser(function(IMAGE)),
        Status.Code.INVALID_ARGUMENT,
        "the model needs the tensor data: float32 [batch, 768]");
  }

  private void assertFails(FeaturesRequest.Builder request, Status.Code code, String... messages) {
    assertThatThrownBy(() -> receive(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error -> assertThat(error.getStatus().getCode()).isEqualTo(code))
        .satisfies(error -> assertThat(error.getMessage()).contains(messages));
  }

  /** The evaluator stops reading samples, and gives its threads and files back. */
  @Test
  void aCallThatIsCancelledEndsItsWork() throws Exception {
    long before = fixture.samples.samplesSent();
    long[] keys = LongStream.range(0, 200_000).map(index -> index % 1_700).toArray();
    Context.CancellableContext context = Context.current().withCancellation();
    Context previous = context.attach();
    try {
      Iterator<FeatureRows> rows =
          fixture.evaluator.computeFeatures(request(keys).setModelId(perceptron).build());
      assertThat(rows.next().getColumns()).isEqualTo(9);
      context.cancel(null);
      assertThatThrownBy(
              () -> {
                while (rows.hasNext()) {
                  rows.next();
                }
              })
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.CANCELLED));
    } finally {
      context.detach(previous);
    }
    while (threads("computation-").count() + threads("loader-").count() > 0) {
      Thread.sleep(5);
    }
    assertThat(fixture.samples.samplesSent() - before).isLessThan(keys.length);
    assertNoWeights();
  }

  @Test
  void theModelOfTheLastCallIsNotTransferredAgain() throws Exception {
    Path otherWeights =
        fixture.writeModel("MLP", PERCEPTRON, InputPipeline.of(BytesParsers.create(ROW)), 8);
    int other = fixture.addModel(otherWeights, "MLP", PERCEPTRON);
    List<Float> expected = expected(Optional.of("MLP"), weights, ROW, 1, 2);
    List<Float> ofOther = expected(Optional.of("MLP"), otherWeights, ROW, 1, 2);
    assertThat(ofOther).isNotEqualTo(expected);
    int loads = fixture.models.loads();
    assertThat(receive(request(1, 2).setModelId(other)).values()).isEqualTo(ofOther);
    assertThat(receive(request(1, 2).setModelId(other)).values()).isEqualTo(ofOther);
    assertThat(fixture.models.loads()).isEqualTo(loads + 1);
    assertThat(receive(request(1, 2).setModelId(perceptron)).values()).isEqualTo(expected);
    assertThat(fixture.models.loads()).isEqualTo(loads + 2);
    // the same id may be that of another model after the models were deleted
    StoredModel before = fixture.models.models().get(perceptron - 1);
    fixture.models.replace(perceptron, fixture.models.models().get(other - 1));
    assertThat(receive(request(1, 2).setModelId(perceptron)).values()).isEqualTo(ofOther);
    fixture.models.replace(perceptron, before);
    assertNoWeights();
  }

  private static Stream<Thread> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix));
  }

  private void assertNoWeights() throws Exception {
    try (Stream<Path> files =
        Files.list(fixture.stateDirectory.resolve("evaluator").resolve("weights"))) {
      assertThat(files).isEmpty();
    }
  }

  /** Both are jobs of one queue, whose ids must not mix them up. */
  @Test
  void computationsAreNoEvaluations() {
    for (int id = 1; id < 100; id++) {
      fixture.evaluator.cleanupEvaluations(
          EvaluationCleanupRequest.newBuilder().addEvaluationIds(id).build());
      assertThat(fixture.status(id).getValid()).isFalse();
    }
    assertThat(receive(request(1, 2)).values()).hasSize(2 * VALUES);
  }
}
