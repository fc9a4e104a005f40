package org.modyn.cli.command.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.common.trained.TrainedSamplesWriter;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.torchscript.ScriptArchive;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsWriter;
import org.modyn.modelstorage.ModelStorageServer;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;

/** Commands that ask a model storage. */
final class ModelCommandsTest {
  @TempDir private Path directory;
  private final CommandRunner modyn = new CommandRunner();
  private TestDatabase database;
  private ModelStorageServer server;
  private Path weights;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.create();
    weights = Files.write(directory.resolve("weights"), safetensors(2_000_000));
    ModynConfig defaults = ModynConfig.defaults();
    server =
        ModelStorageServer.start(
            defaults
                .withMetadataDatabase(database.config())
                .withStateDirectory(directory.resolve("state"))
                .withModelStorage(
                    defaults.modelStorage().withAddress(new ServiceAddress("localhost", 0))));
    try (GrpcClient client = GrpcClient.connect("model storage", server.address())) {
      for (int pipelineId : new int[] {7, 8}) {
        ModelStorageGrpc.newBlockingStub(client.channel())
            .registerPipeline(
                RegisterPipelineRequest.newBuilder()
                    .setPipelineId(pipelineId)
                    .setModelStorage(json("{full_model_strategy: {name: PyTorchFullModel}}"))
                    .build());
        new ModelStorageClient(client.channel())
            .store(header(pipelineId), weights, Optional.empty());
      }
    }
    try (Database connection = Database.open(database.config(), "model_storage")) {
      connection
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "UPDATE models SET stored_at = to_timestamp(1700000000 + model_id)"));
    }
  }

  @AfterEach
  void stop() {
    server.close();
    database.close();
  }

  @Test
  void listsModels() {
    assertThat(run("list")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            id  pipeline  trigger  role              class      bytes    on disk  stored
             1         7        3  main              DLRM   2,000,008  2,000,008  2023-11-14T22:13:21Z
             2         8        3  irreducible_loss  DLRM   2,000,008  2,000,008  2023-11-14T22:13:22Z
            """
                .replace("2,000,008", String.format(Locale.ROOT, "%,d", size())));
    assertThat(run("list", "--pipeline", "8", "--output", "json")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                """
                [ {
                  "id" : 2,
                  "pipeline_id" : 8,
                  "trigger_id" : 3,
                  "role" : "irreducible_loss",
                  "class" : "DLRM",
                  "size_bytes" : %d,
                  "stored_bytes" : %d,
                  "base_model_id" : null,
                  "sha256" : "%s",
                  "stored" : "2023-11-14T22:13:22Z",
                  "trained_samples" : null
                } ]
                """,
                size(),
                size(),
                sha256(weights)));
    assertThat(run("list", "--pipeline", "9", "--output", "json")).isZero();
    assertThat(modyn.output()).isEqualTo("[ ]\n");
  }

  @Test
  void showsOneModel() {
    Path stored = directory.resolve("state/models/7/1.safetensors");
    assertThat(run("show", "1")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                """
                model:           1
                pipeline:        7
                trigger:         3
                role:            main
                class:           DLRM
                size:            %,d bytes
                on disk:         %,d bytes
                sha256:          %s
                stored:          2023-11-14T22:13:21Z
                trained samples: not recorded
                path:            %s
                configuration: {
                  "embedding_dim" : 16
                }
                provenance: {
                  "seed" : 42
                }
                """,
                size(),
                size(),
                sha256(weights),
                stored));
    assertThat(run("show", "1", "--output", "json")).isZero();
    assertThat(modyn.output())
        .contains("\"path\" : \"%s\"".formatted(stored))
        .contains("\"seed\" : 42");
  }

  @Test
  void printsTheTrainedSamples() throws IOException {
    storeWithSamples();
    assertThat(run("samples", "3", "--limit", "3")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            epoch  key  weight  loss  gradient norm
                0  100     1.0  0.25         2.0E-5
                0  101     1.0   1.5            0.0
                0  102     1.0  2.75            1.0
            3 of 24 trained samples
            """);
    assertThat(run("samples", "3")).isZero();
    assertThat(modyn.output()).hasLineCount(12).endsWith("\n10 of 24 trained samples\n");

    assertThat(run("samples", "3", "--output", "csv")).isZero();
    assertThat(modyn.output())
        .hasLineCount(25)
        .startsWith("epoch,key,weight,loss,gradient_norm\n0,100,1.0,0.25,2.0E-5\n0,101,1.0,")
        .endsWith("\n1,111,1.0,14.0,10.0\n");
    assertThat(run("samples", "3", "--output", "csv", "--limit", "13")).isZero();
    assertThat(modyn.output()).hasLineCount(14).endsWith("\n1,100,1.0,0.25,2.0E-5\n");

    assertThat(run("samples", "3", "--output", "json")).isZero();
    JsonNode document = new JsonMapper().readTree(modyn.output());
    assertThat(document.get("model_id").intValue()).isEqualTo(3);
    assertThat(document.get("samples")).hasSize(24);
    assertThat(document.at("/samples/12").toString())
        .isEqualTo(
            "{\"epoch\":1,\"key\":100,\"weight\":1.0,\"loss\":0.25,\"gradient_norm\":2.0E-5}");
    assertThat(modyn.output()).endsWith("}\n");

    assertThat(run("show", "3")).isZero();
    assertThat(modyn.output()).contains("trained samples: 24\n");
    assertThat(run("samples", "1")).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo(
            "error: model storage: model 1 was trained without recording its samples; set"
                + " training.record_samples in the pipeline file\n");
    for (String format : List.of("csv", "json")) {
      assertThat(run("samples", "1", "--output", format)).isEqualTo(1);
      assertThat(modyn.output()).isEmpty();
    }
    assertThat(run("samples", "3", "--limit", "-1")).isEqualTo(1);
    assertThat(modyn.error()).isEqualTo("error: --limit: must be at least 0, but is -1\n");
  }

  /** Two epochs of 12 samples. */
  private void storeWithSamples() {
    Path file = directory.resolve("samples");
    try (TrainedSamplesWriter writer = TrainedSamplesWriter.create(file, 7, 3)) {
      long[] keys = LongStream.range(100, 112).toArray();
      float[] weights = new float[12];
      float[] losses = new float[12];
      float[] norms = new float[12];
      for (int index = 0; index < 12; index++) {
        weights[index] = 1;
        losses[index] = 0.25f + 1.25f * index;
        norms[index] = index == 0 ? 2e-5f : index - 1;
      }
      for (int epoch = 0; epoch < 2; epoch++) {
        writer.add(
            epoch,
            12,
            keys,
            MemorySegment.ofArray(weights),
            MemorySegment.ofArray(losses),
            MemorySegment.ofArray(norms));
      }
      writer.sync();
    }
    try (GrpcClient client = GrpcClient.connect("model storage", server.address())) {
      new ModelStorageClient(client.channel()).store(header(7), this.weights, Optional.of(file));
    }
  }

  @Test
  void deletesModels() {
    assertThat(run("delete", "1")).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo("error: nobody can be asked whether to delete model 1; say --yes\n");
    assertThat(run("delete", "2", "5", "1", "--yes")).isEqualTo(1);
    assertThat(modyn.output()).isEqualTo("model 2 deleted\n");
    assertThat(modyn.error()).contains("there is no model 5");
    assertThat(run("show", "2")).isEqualTo(1);
    assertThat(run("show", "1")).isZero();
  }

  @Test
  void prunesModels() {
    storeWithSamples();
    assertThat(run("prune", "--pipeline", "7", "--newest", "1", "--dry-run")).isZero();
    assertThat(modyn.output())
        .contains(" 1         7        3  main ")
        .endsWith(
            String.format(
                Locale.ROOT, "would be deleted: 1 of 2 models of pipeline 7, %,d bytes%n", size()));
    assertThat(run("prune", "--pipeline", "7", "--newest", "1")).isEqualTo(1);
    assertThat(modyn.error()).contains("say --yes");
    assertThat(run("prune", "--pipeline", "7", "--newest", "1", "--yes")).isZero();
    assertThat(modyn.output()).startsWith("deleted: 1 of 2 models of pipeline 7, ");
    assertThat(run("prune", "--pipeline", "7", "--newest", "1")).isZero();
    assertThat(modyn.output()).startsWith("deleted: 0 of 1 models of pipeline 7, 0 bytes");
    assertThat(run("show", "1")).isEqualTo(1);
    assertThat(run("show", "3")).isZero();
    assertThat(run("prune", "--pipeline", "9", "--newest", "1")).isEqualTo(1);
    assertThat(modyn.error()).contains("pipeline 9 has no models");
  }

  @Test
  void exportsAModel() {
    Path target = directory.resolve("model.safetensors");
    assertThat(run("export", "1", target.toString())).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "model 1 written to %s (%,d bytes, sha256 %s)%n",
                target,
                size(),
                sha256(weights)));
    assertThat(target).hasSameBinaryContentAs(weights);

    assertThat(run("export", "2", target.toString())).isEqualTo(1);
    assertThat(modyn.error()).isEqualTo("error: " + target + " exists; --force replaces it\n");
    assertThat(run("export", "2", target.toString(), "--force")).isZero();
    assertThat(run("export", "2", directory.toString())).isEqualTo(1);
    assertThat(modyn.error()).contains("is a folder; name a file in it");
    assertThat(run("export", "2", directory.resolve("none/model").toString())).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no folder " + directory.resolve("none"));
  }

  /** {@code traced.pt} is one of the files that modyn-ml's tests train. */
  @Test
  void exportsATorchScriptProgramWithTheWeights() throws IOException {
    Path program = Files.copy(resource("traced.pt"), directory.resolve("moved.pt"));
    storeTorchScript(program, "/nowhere/traced.pt");
    Path target = directory.resolve("model.pt");

    assertThat(run("export", "3", target.toString())).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no file /nowhere/traced.pt on this machine");
    assertThat(run("export", "3", target.toString(), "--program", program.toString())).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "model 3 written to %s (%,d bytes, sha256 %s)%n",
                target,
                target.toFile().length(),
                sha256(target)));
    try (ZipFile before = new ZipFile(program.toFile());
        ZipFile after = new ZipFile(target.toFile())) {
      assertThat(bytes(after, "traced/code/__torch__.py"))
          .isEqualTo(bytes(before, "traced/code/__torch__.py"));
      assertThat(bytes(after, "traced/data/0")).hasSize(216).containsOnly(1);
    }
    assertThat(directory.resolve("model.pt.weights.partial")).doesNotExist();

    assertThat(run("export", "1", directory.resolve("a.pt").toString())).isEqualTo(1);
    assertThat(modyn.error())
        .contains("models of the class DLRM have no program that a .pt file could hold");
    assertThat(run("export", "3", directory.resolve("a").toString(), "--program", "x.pt"))
        .isEqualTo(1);
    assertThat(modyn.error()).contains("--program is for a FILE whose name ends with .pt");
  }

  private static Path resource(String name) {
    return Path.of("src/test/resources/org/modyn/cli/command/model").resolve(name);
  }

  private static byte[] bytes(ZipFile zip, String name) throws IOException {
    try (InputStream stream = zip.getInputStream(zip.getEntry(name))) {
      return stream.readAllBytes();
    }
  }

  /** Stores weights whose bytes are all 1. */
  private void storeTorchScript(Path program, String path) {
    Path file = directory.resolve("torch_script.safetensors");
    NamedTensor digest = ScriptArchive.read(program).digest();
    SafetensorsWriter.write(
        file,
        List.of(
            ones("convolution.weight", 3L, 2L, 3L, 3L),
            ones("convolution.bias", 3L),
            ones("head.weight", 1L, 12L),
            ones("head.bias", 1L),
            new NamedTensor(
                "_extra_state." + digest.name(),
                digest.dataType(),
                digest.shape(),
                digest.bytes())),
        Map.of());
    try (GrpcClient client = GrpcClient.connect("model storage", server.address())) {
      new ModelStorageClient(client.channel())
          .store(
              header(8).toBuilder()
                  .setModelClass("TorchScript")
                  .setModelConfiguration(json("{\"path\": \"" + path + "\"}"))
                  .build(),
              file,
              Optional.empty());
    }
  }

  private static NamedTensor ones(String name, Long... shape) {
    int bytes = 4 * Math.toIntExact(Arrays.stream(shape).reduce(1L, (left, right) -> left * right));
    return new NamedTensor(
        name,
        TensorDataType.FLOAT32,
        List.of(shape),
        Arena.ofAuto().allocate(bytes).fill((byte) 1));
  }

  @Test
  void exportsNothingWhenTheModelIsDamaged() throws IOException {
    Path stored = directory.resolve("state/models/7/1.safetensors");
    byte[] bytes = Files.readAllBytes(stored);
    bytes[bytes.length - 1]++;
    Files.write(stored, bytes);
    Path target = directory.resolve("model.safetensors");

    assertThat(run("export", "1", target.toString())).isEqualTo(1);
    assertThat(modyn.error()).contains("model 1 is damaged");
    assertThat(target).doesNotExist();
    assertThat(directory.resolve("model.safetensors.partial")).doesNotExist();
  }

  @Test
  void saysWhatThereIsNot() {
    assertThat(run("show", "9")).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no model 9");
    assertThat(run("export", "9", directory.resolve("m").toString())).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no model 9");
  }

  private static ModelHeader header(int pipelineId) {
    return ModelHeader.newBuilder()
        .setPipelineId(pipelineId)
        .setTriggerId(3)
        .setRole(pipelineId == 8 ? ModelRole.IRREDUCIBLE_LOSS : ModelRole.MAIN)
        .setModelClass("DLRM")
        .setModelConfiguration(json("{\"embedding_dim\": 16}"))
        .setProvenance(json("{\"seed\": 42}"))
        .build();
  }

  private static JsonString json(String text) {
    return JsonString.newBuilder().setValue(text).build();
  }

  private static byte[] safetensors(int size) {
    byte[] header =
        String.format(
                Locale.ROOT,
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
                size,
                size)
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + header.length + size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private long size() {
    return weights.toFile().length();
  }

  private static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private int run(String... arguments) {
    return modyn.run(
        Stream.of(
                Stream.of("models"),
                Arrays.stream(arguments),
                Stream.of("--model-storage", server.address().toString()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }
}
