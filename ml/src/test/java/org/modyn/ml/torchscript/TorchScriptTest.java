package org.modyn.ml.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.training.Checkpoint;
import org.modyn.ml.training.PredictionSession;
import org.modyn.ml.training.TorchScriptExport;
import org.modyn.ml.training.TrainingSession;
import org.modyn.ml.training.TrainingSetup;

/**
 * Trains files that {@code torch_script.py} beside them has exported with PyTorch 2.13.0. That the
 * numbers are PyTorch's is {@link org.modyn.ml.model.GoldenModel}'s matter.
 */
final class TorchScriptTest {
  private static final Path FOLDER = Path.of("src/test/resources/org/modyn/ml/model");
  private static final Path SCRIPTED = FOLDER.resolve("scripted.pt");
  private static final InputPipeline INPUT =
      input("Field('x', 'float64', count=4), Field('words', 'uint8', dtype='uint8')");

  @TempDir private Path directory;
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static InputPipeline input(String fields) {
    return InputPipeline.of(BytesParsers.create("Record([" + fields + "])"));
  }

  @Test
  void learnsOnlyWhatNeedsGradientsAndTiedWeightsOnce() {
    Model model = model(SCRIPTED, "");
    assertThat(model.parameters().keySet())
        .contains("words.weight", "head.bias", "blocks.1.norm.weight")
        .doesNotContain("frozen", "tied.weight", "blocks.0.scale");
    assertThat(model.state().keySet()).contains("frozen", "tied.weight", "blocks.0.scale");
  }

  @Test
  void trainsWritesAndExports() throws IOException {
    Path weights = directory.resolve("weights.safetensors");
    Path exported = directory.resolve("exported.pt");
    TensorBatch batch = batch();
    float[] trained;
    try (TrainingSession session = session(SCRIPTED)) {
      float first = session.step(batch);
      for (int step = 0; step < 20; step++) {
        session.step(batch);
      }
      assertThat(session.step(batch)).isLessThan(first / 2);
      session.write(weights, Map.of());
    }
    trained = predict(SCRIPTED, weights, batch);
    TorchScriptExport.write(SCRIPTED, weights, exported);
    try (TrainingSession fresh = session(exported)) {
      fresh.write(weights, Map.of());
    }
    assertThat(predict(exported, weights, batch)).containsExactly(trained);
    assertThat(entriesThatDiffer(SCRIPTED, exported))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("scripted/data/"));
  }

  private static List<String> entriesThatDiffer(Path left, Path right) throws IOException {
    try (ZipFile leftZip = new ZipFile(left.toFile());
        ZipFile rightZip = new ZipFile(right.toFile())) {
      assertThat(rightZip.stream().map(ZipEntry::getName))
          .containsExactlyElementsOf(leftZip.stream().map(ZipEntry::getName).toList());
      return leftZip.stream()
          .filter(entry -> entry.getCrc() != rightZip.getEntry(entry.getName()).getCrc())
          .map(ZipEntry::getName)
          .toList();
    }
  }

  @Test
  void refusesWeightsOfAnotherProgram() throws IOException {
    Path weights = directory.resolve("weights.safetensors");
    Path other = directory.resolve("other.pt");
    copy(other, Map.of());
    try (TrainingSession session = session(SCRIPTED)) {
      session.write(weights, Map.of());
    }
    assertThatThrownBy(() -> predict(other, weights, batch()))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessageContaining("other.pt is not the file that the stored model was trained from");
    Path target = directory.resolve("exported.pt");
    assertThatThrownBy(() -> TorchScriptExport.write(other, weights, target))
        .hasMessageContaining("other.pt is not the file that the stored model was trained from");
    assertThat(target).doesNotExist();
  }

  @Test
  void exportsOnlyWeightsOfATorchScriptModel() {
    Path weights = directory.resolve("weights.safetensors");
    Model model =
        Models.read("MLP", "{\"sizes\": [2, 1]}").create(new ModelContext(manager, Device.CPU, 1));
    Checkpoint.write(weights, model, List.of(), Map.of());
    assertThatThrownBy(
            () -> TorchScriptExport.write(SCRIPTED, weights, directory.resolve("exported.pt")))
        .hasMessageContaining("the weights are not those of a TorchScript model");
  }

  @Test
  void takesTheArgumentsThatAreListed() {
    Model model =
        model(
            SCRIPTED,
            ", \"inputs\": {\"mask\": \"bool\", \"x\": \"float32\", \"words\": \"int32\"}");
    assertThat(model.inputs())
        .extracting(ModelInput::name, input -> input.typeFor(TensorDataType.UINT8).torchName())
        .containsExactly(tuple("x", "float32"), tuple("words", "int32"), tuple("mask", "bool"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"x\": \"float32\"}'",
    "'{\"x\": \"float32\", \"word\": \"int64\"}'",
    "'{\"words\": \"int64\"}'",
    "'{\"x\": \"float32\", \"words\": \"int64\", \"mask\": \"bool\", \"shift\": \"float32\"}'"
  })
  void refusesOtherArguments(String inputs) {
    assertThatThrownBy(() -> model(SCRIPTED, ", \"inputs\": " + inputs))
        .hasMessageContaining(
            "scripted.pt takes (x: Tensor, words: Tensor, mask: Optional[Tensor], shift: float);"
                + " tensors go to its first arguments, the others need a default");
  }

  @Test
  void saysWhatTheProgramDoesNotTake() {
    InputPipeline wide = input("Field('x', 'float32', count=5), Field('words', 'int64')");
    TensorBatch batch = new TensorBatch(wide.parser().tensors(), 2);
    batch.setSize(2);
    try (TrainingSession session = session(SCRIPTED, wide)) {
      assertThatThrownBy(() -> session.step(batch))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
          .hasMessage(
              "the program of src/test/resources/org/modyn/ml/model/scripted.pt failed on a batch:"
                  + " mat1 and mat2 shapes cannot be multiplied (2x5 and 4x4)");
    }
  }

  @Test
  void refusesFilesThatAreNone() throws IOException {
    Path text = Files.writeString(directory.resolve("text.pt"), "no archive");
    Path weights = directory.resolve("weights.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(weights))) {
      zip.putNextEntry(new ZipEntry("weights/data.pkl"));
      zip.write(new byte[] {(byte) 0x80, 2, '}', '.'});
    }
    Path damaged = directory.resolve("damaged.pt");
    copy(damaged, Map.of("scripted/data.pkl", bytes -> new byte[] {(byte) 0x80, 2}));
    assertThatThrownBy(() -> model(text, ""))
        .hasMessageStartingWith("model.config.path: " + text + " is not a model that")
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT));
    assertThatThrownBy(() -> model(weights, ""))
        .hasMessageContaining("it has no program; torch.jit.script(model).save(file) writes one");
    assertThatThrownBy(() -> model(damaged, "")).hasMessageContaining("the pickle is damaged");
    assertThatThrownBy(() -> model(directory.resolve("none.pt"), ""))
        .hasMessageStartingWith("model.config.path: there is no file /")
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND));
    assertThatThrownBy(() -> model(SCRIPTED, ", \"sha256\": \"" + "0".repeat(64) + "\""))
        .hasMessageMatching("model.config.sha256: the SHA-256 of .*scripted.pt is [0-9a-f]{64}");
  }

  @Test
  void refusesProgramsThatCannotLearn() throws IOException {
    Path frozen = directory.resolve("frozen.pt");
    copy(frozen, Map.of("scripted/data.pkl", TorchScriptTest::withoutGradients));
    assertThatThrownBy(() -> model(frozen, ""))
        .hasMessage(
            "model.config.path: no parameter of %s needs gradients; export the module before it is"
                    .formatted(frozen)
                + " frozen");
  }

  /** A pickle in which all that is True is False. */
  private static byte[] withoutGradients(byte[] pickle) {
    for (int index = 0; index < pickle.length; index++) {
      pickle[index] = pickle[index] == (byte) 0x88 ? (byte) 0x89 : pickle[index];
    }
    return pickle;
  }

  @Test
  void refusesTypesThatAreNotTrained() throws IOException {
    Map<String, UnaryOperator<byte[]>> changes = new HashMap<>();
    changes.put(
        "scripted/data.pkl",
        bytes ->
            new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("FloatStorage", "HalfStorage")
                .getBytes(StandardCharsets.ISO_8859_1));
    Path half = directory.resolve("half.pt");
    copy(half, changes);
    assertThatThrownBy(() -> model(half, ""))
        .hasMessageContaining(
            "the tensor frozen is a torch.HalfStorage, which is not supported: export the model"
                + " after model.float()");
  }

  private static void copy(Path target, Map<String, UnaryOperator<byte[]>> changes)
      throws IOException {
    try (OutputStream stream = Files.newOutputStream(target)) {
      ArchiveCopy.write(SCRIPTED, stream, changes);
    }
  }

  private Model model(Path file, String more) {
    return Models.read("TorchScript", configuration(file, more))
        .create(new ModelContext(manager, Device.CPU, 1));
  }

  private static String configuration(Path file, String more) {
    return "{\"path\": \"%s\"%s}".formatted(file, more);
  }

  private static TrainingSession session(Path file) {
    return session(file, INPUT);
  }

  private static TrainingSession session(Path file, InputPipeline input) {
    return TrainingSession.open(
        TestEngine.load(),
        Device.CPU,
        TrainingSetup.of(
            Models.read("TorchScript", configuration(file, "")),
            Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", ""),
            """
            {"default": {"algorithm": "Adam", "source": "PyTorch",
             "param_groups": [{"module": "model.blocks", "config": {"lr": 0.05}},
              {"module": "model.head", "config": {"lr": 0.05}}]}}\
            """,
            input,
            1));
  }

  private static float[] predict(Path file, Path weights, TensorBatch batch) {
    try (PredictionSession session =
        PredictionSession.open(
            TestEngine.load(),
            Device.CPU,
            Models.read("TorchScript", configuration(file, "")),
            weights,
            INPUT)) {
      return session.predict(batch).values();
    }
  }

  /** Ten samples whose label is the word modulo 3. */
  private static TensorBatch batch() {
    TensorBatch batch = new TensorBatch(INPUT.parser().tensors(), 10);
    for (int row = 0; row < 10; row++) {
      for (int column = 0; column < 4; column++) {
        batch
            .tensor(0)
            .setAtIndex(ValueLayout.JAVA_DOUBLE, 4L * row + column, row % 5 == column ? 1 : 0);
      }
      batch.tensor(1).setAtIndex(ValueLayout.JAVA_BYTE, row, (byte) (row % 5));
      batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, row % 5 % 3);
    }
    batch.setSize(10);
    return batch;
  }
}
