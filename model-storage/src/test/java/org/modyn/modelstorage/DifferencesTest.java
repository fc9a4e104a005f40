package org.modyn.modelstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.FetchModelRequest;
import org.modyn.proto.modelstorage.ModelSummary;

/** Models that are stored compressed, or as differences from others. */
class DifferencesTest {
  private static final int PIPELINE = 5;
  private static final int ELEMENTS = 20_000;

  @TempDir private Path directory;
  @TempDir private Path clientDirectory;
  private ModelStorageFixture storage;

  /** What was stored, by trigger. */
  private final List<byte[]> models = new ArrayList<>();

  private final List<Integer> ids = new ArrayList<>();

  @BeforeEach
  void start() {
    storage = ModelStorageFixture.start(directory);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  private void register(String full, String incremental) {
    storage.register(
        PIPELINE,
        "{\"full_model_strategy\": {%s}, \"incremental_model_strategy\": {%s}}"
            .formatted(full, incremental));
  }

  private void storeChain(int triggers) {
    Random random = new Random(1);
    byte[] model = safetensors(ELEMENTS, random);
    for (int trigger = 0; trigger < triggers; trigger++) {
      model = trained(model, random);
      store(trigger, model);
    }
  }

  private void store(int trigger, byte[] model) {
    Path source = Models.write(clientDirectory.resolve("source"), model);
    ids.add(
        storage.client.store(Models.header(PIPELINE, trigger), source, Optional.empty()).modelId());
    models.add(model);
  }

  private static byte[] safetensors(int elements, Random random) {
    byte[] header =
        "{\"weights\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
            .formatted(elements, 4 * elements)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + 4 * elements).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header);
    for (int i = 0; i < elements; i++) {
      file.putFloat((float) random.nextGaussian());
    }
    return file.array();
  }

  /** Small steps of all weights. */
  private static byte[] trained(byte[] model, Random random) {
    ByteBuffer weights = ByteBuffer.wrap(model.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int data = 8 + (int) weights.getLong();
    for (int i = data; i < model.length; i += 4) {
      weights.putFloat(i, weights.getFloat(i) * (1 + 1e-5f * (float) random.nextGaussian()));
    }
    return weights.array();
  }

  private byte[] load(int trigger) {
    Path target = clientDirectory.resolve("target");
    storage.client.load(ids.get(trigger), target);
    return Models.read(target);
  }

  private void assertAllComeBack() {
    for (int trigger = 0; trigger < models.size(); trigger++) {
      if (ids.get(trigger) != 0) {
        assertThat(load(trigger)).as("trigger %s", trigger).isEqualTo(models.get(trigger));
      }
    }
  }

  private DescribeModelResponse describe(int trigger) {
    return storage.stub.describeModel(
        DescribeModelRequest.newBuilder().setModelId(ids.get(trigger)).build());
  }

  private ModelSummary summary(int trigger) {
    return describe(trigger).getSummary();
  }

  private Path file(int trigger) {
    return Path.of(describe(trigger).getPath());
  }

  private void delete(int trigger) {
    assertThat(
            storage
                .stub
                .deleteModel(DeleteModelRequest.newBuilder().setModelId(ids.get(trigger)).build())
                .getSuccess())
        .isTrue();
    ids.set(trigger, 0);
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(storage.config.modelsDirectory().resolve("5"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"operator\": \"xor\"",
        "\"operator\": \"xor\", \"split_exponent\": true, \"rle\": true",
        "\"operator\": \"sub\"",
        "\"operator\": \"sub\", \"split_exponent\": true"
      })
  void chainOfFiftyModelsComesBackBitForBit(String options) {
    register(
        "\"name\": \"BinaryFullModel\"",
        "\"name\": \"WeightsDifference\", \"zip\": true, \"zip_algorithm\": \"ZIP_ZSTANDARD\","
            + " \"config\": {\"reference\": \"previous\", "
            + options
            + "}");
    storeChain(50);

    assertThat(summary(0).hasBaseModelId()).isFalse();
    for (int trigger = 1; trigger < 50; trigger++) {
      assertThat(summary(trigger).getBaseModelId()).isEqualTo(ids.get(trigger - 1));
      assertThat(summary(trigger).getStoredBytes()).isLessThan(summary(0).getSizeBytes() * 7 / 10);
    }
    assertAllComeBack();

    storage.restart();
    assertThat(load(49)).isEqualTo(models.get(49));
    store(50, models.get(49));
    assertThat(summary(50).hasBaseModelId()).as("a chain of more than 50").isFalse();
  }

  /** The rule of the original. */
  @Test
  void differencesAreFromTheLastFullModel() {
    register(
        "\"name\": \"PyTorchFullModel\", \"zip\": true",
        "\"name\": \"WeightsDifference\", \"full_model_interval\": 4");
    storeChain(10);

    assertThat(bases()).containsExactly(0, 0, 0, 0, 4, 4, 4, 4, 8, 8);
    assertAllComeBack();
    // neither zip nor a difference: a rename
    assertThat(file(4)).hasFileName(ids.get(4) + ".safetensors").hasBinaryContent(models.get(4));
  }

  /** The triggers of the models that the models are differences from; its own if there is none. */
  private List<Integer> bases() {
    List<Integer> bases = new ArrayList<>();
    for (int trigger = 0; trigger < ids.size(); trigger++) {
      bases.add(
          summary(trigger).hasBaseModelId()
              ? ids.indexOf(summary(trigger).getBaseModelId())
              : trigger);
    }
    return bases;
  }

  @Test
  void modelWithOtherTensorsIsStoredInFull() {
    register("\"name\": \"BinaryFullModel\"", "\"name\": \"WeightsDifference\"");
    storeChain(2);
    store(2, safetensors(ELEMENTS + 1, new Random(3)));
    store(3, trained(models.get(2), new Random(4)));

    assertThat(bases()).containsExactly(0, 0, 2, 2);
    assertAllComeBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"last_full", "previous"})
  void deletingAModelKeepsThoseThatDependOnIt(String reference) {
    register(
        "\"name\": \"BinaryFullModel\", \"zip\": true",
        "\"name\": \"WeightsDifference\", \"zip\": true, \"full_model_interval\": 5, \"config\":"
            + " {\"reference\": \"%s\"}".formatted(reference));
    storeChain(8);

    delete(0);
    assertThat(summary(1).hasBaseModelId()).isFalse();
    assertThat(summary(2).getBaseModelId()).isEqualTo(ids.get(1));
    assertAllComeBack();
    assertThat(files()).hasSize(7);

    delete(2);
    delete(1);
    delete(6);
    assertAllComeBack();
    assertThat(files()).hasSize(4);
    storage.restart();
    assertAllComeBack();
  }

  @Test
  void damagedFileIsNamedWithTheModelsThatNeedIt() throws Exception {
    register(
        "\"name\": \"PyTorchFullModel\"",
        "\"name\": \"WeightsDifference\", \"config\": {\"reference\": \"previous\"}");
    storeChain(4);
    byte[] intact = Files.readAllBytes(file(1));
    byte[] damaged = intact.clone();
    damaged[intact.length - 5] ^= 1;
    Files.write(file(1), damaged);

    assertThat(load(0)).isEqualTo(models.get(0));
    assertDataLoss(3, file(1).toString(), "model " + ids.get(1), ids.get(2) + ", " + ids.get(3));

    Files.write(file(1), intact);
    byte[] full = Files.readAllBytes(file(0));
    full[full.length / 2] ^= 1;
    Files.write(file(0), full);
    assertDataLoss(3, file(0).toString(), "SHA-256", ids.get(1) + ", " + ids.get(2));

    Files.delete(file(0));
    assertDataLoss(3, file(0).toString(), "missing", ids.get(1) + ", " + ids.get(2));

    // a model must not be lost because another one is
    store(4, models.get(3));
    assertThat(summary(4).hasBaseModelId()).isFalse();
    assertThat(load(4)).isEqualTo(models.get(3));
  }

  private void assertDataLoss(int trigger, String... parts) {
    assertThatThrownBy(() -> load(trigger))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContainingAll(parts);
  }

  @Test
  void fetchedPathIsASafetensorsFile() {
    register("\"name\": \"BinaryFullModel\"", "\"name\": \"WeightsDifference\"");
    storeChain(2);
    for (int repetition = 0; repetition < 2; repetition++) {
      for (int trigger = 0; trigger < 2; trigger++) {
        Path path =
            Path.of(
                storage
                    .stub
                    .fetchModel(FetchModelRequest.newBuilder().setModelId(ids.get(trigger)).build())
                    .getModelPath());
        assertThat(path).hasBinaryContent(models.get(trigger));
      }
    }
  }

  @Test
  void filesThatACrashLeftAreDeletedAtTheStart() throws Exception {
    register("\"name\": \"BinaryFullModel\"", "\"name\": \"WeightsDifference\"");
    storeChain(3);
    List<Path> expected = files();
    Path home = storage.config.modelsDirectory().resolve("5");
    for (String name : List.of("1.safetensors", "2.7.model", "3.samples", "left.incoming")) {
      Files.writeString(home.resolve(name), "left by a crash");
    }
    Files.writeString(home.resolve("notes.txt"), "not ours");

    storage.restart();

    assertThat(files()).containsAll(expected).hasSize(4);
    assertAllComeBack();
  }

  /** The database was restored to an older state, or is another one. */
  @Test
  void filesThatTheDatabaseDoesNotKnowAreKept() throws Exception {
    register("\"name\": \"BinaryFullModel\"", "\"name\": \"WeightsDifference\"");
    storeChain(1);
    int next = ids.getFirst() + 1;
    Path newer =
        Files.writeString(
            storage.config.modelsDirectory().resolve("5/" + next + ".model"), "newer");
    Path other =
        Files.createDirectories(storage.config.modelsDirectory().resolve("6")).resolve("1.model");
    Files.writeString(other, "of a pipeline that is not registered");

    storage.restart();
    store(1, models.getFirst());

    assertThat(ids.getLast()).isGreaterThan(next);
    assertThat(newer).hasContent("newer");
    assertThat(other).exists();
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThatThrownBy(
            () ->
                register(
                    "\"name\": \"BinaryFullModel\"",
                    "\"name\": \"WeightsDifference\", \"config\": {\"operator\": \"add\"}"))
        .hasMessageContainingAll("operator", "xor", "sub");
    assertThatThrownBy(
            () ->
                register(
                    "\"name\": \"BinaryFullModel\", \"zip_algorithm\": \"ZIP_RAR\"",
                    "\"name\": \"WeightsDifference\""))
        .hasMessageContainingAll("zip_algorithm", "ZIP_LZMA");
  }
}
