package org.modyn.modelstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.FetchModelRequest;
import org.modyn.proto.modelstorage.FetchModelResponse;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.RegisterModelRequest;
import org.modyn.proto.modelstorage.StoreModelRequest;
import org.modyn.proto.modelstorage.StoreModelResponse;

class ModelStorageServerTest {
  private static final int PIPELINE = 5;

  @TempDir private Path directory;
  @TempDir private Path clientDirectory;
  private ModelStorageFixture storage;

  @BeforeEach
  void start() {
    storage = ModelStorageFixture.start(directory);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  private int store(byte[] model) {
    return storage
        .client
        .store(
            Models.header(PIPELINE, 2),
            Models.write(clientDirectory.resolve("source"), model),
            Optional.empty())
        .modelId();
  }

  private byte[] load(int modelId) {
    Path target = clientDirectory.resolve("target");
    assertThat(storage.client.load(modelId, target)).isEqualTo(Models.header(PIPELINE, 2));
    return Models.read(target);
  }

  private FetchModelResponse fetch(int modelId) {
    return storage.stub.fetchModel(FetchModelRequest.newBuilder().setModelId(modelId).build());
  }

  private List<Path> files() throws IOException {
    while (true) {
      try (Stream<Path> files = Files.walk(storage.config.modelsDirectory())) {
        return files
            .filter(Files::isRegularFile)
            .filter(path -> !path.getFileName().toString().equals("lock"))
            .toList();
      } catch (UncheckedIOException e) {
        // A file was deleted during the walk: look again.
        assertThat(e).hasCauseInstanceOf(NoSuchFileException.class);
      }
    }
  }

  private static void assertStatus(
      ThrowingCallable call, Status.Code code, String... messageParts) {
    assertThatThrownBy(call)
        .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(code))
        .hasMessageContainingAll(messageParts);
  }

  private static void assertCategory(
      ThrowingCallable call, ErrorCategory category, String... messageParts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContainingAll(messageParts);
  }

  @Test
  void modelComesBackAsItWasStored() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    for (int size : new int[] {0, 1, ModelStorageClient.CHUNK_BYTES, 9_000_001}) {
      byte[] model = Models.safetensors(size, size);
      int modelId = store(model);

      assertThat(load(modelId)).isEqualTo(model);
      FetchModelResponse fetched = fetch(modelId);
      assertThat(fetched.getSuccess()).isTrue();
      assertThat(fetched.getModelPath())
          .isEqualTo(
              storage.config.modelsDirectory().resolve("5/" + modelId + ".safetensors").toString());
      assertThat(Models.read(Path.of(fetched.getModelPath()))).isEqualTo(model);
      assertThat(fetched.getChecksum().toByteArray())
          .isEqualTo(MessageDigest.getInstance("SHA-256").digest(model));
    }
    assertThat(files()).hasSize(4);
    assertThat(clientDirectory.resolve("target.partial")).doesNotExist();
  }

  @Test
  void restartedServerHasTheSameModels() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    byte[] model = Models.safetensors(1000, 1);
    int first = store(model);
    Files.writeString(
        storage.config.modelsDirectory().resolve("5/left-over.incoming"), "part of a model");

    storage.restart();

    assertThat(load(first)).isEqualTo(model);
    assertThat(store(model)).isGreaterThan(first);
    assertThat(files()).hasSize(2);
  }

  @Test
  void deletedModelIsNotFound() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    int modelId = store(Models.safetensors(1000, 1));
    DeleteModelRequest delete = DeleteModelRequest.newBuilder().setModelId(modelId).build();

    assertThat(storage.stub.deleteModel(delete).getSuccess()).isTrue();

    assertThat(files()).isEmpty();
    assertThat(storage.stub.deleteModel(delete).getSuccess()).isFalse();
    assertThat(fetch(modelId)).isEqualTo(FetchModelResponse.getDefaultInstance());
    assertCategory(() -> load(modelId), ErrorCategory.NOT_FOUND, "no model " + modelId);
  }

  @Test
  void damagedOrMissingFileIsDataLoss() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    int modelId = store(Models.safetensors(3_000_000, 1));
    Path file = Path.of(fetch(modelId).getModelPath());
    byte[] bytes = Models.read(file);
    bytes[2_000_000]++;
    Models.write(file, bytes);

    assertCategory(() -> load(modelId), ErrorCategory.DATA_LOSS, file.toString());
    assertThat(clientDirectory.resolve("target")).doesNotExist();
    assertThat(clientDirectory.resolve("target.partial")).doesNotExist();

    Files.delete(file);
    assertCategory(() -> load(modelId), ErrorCategory.DATA_LOSS, file.toString());
  }

  @Test
  void unknownPipelineAndMissingFileAreNotFound() throws Exception {
    assertCategory(() -> store(Models.safetensors(10, 1)), ErrorCategory.NOT_FOUND, "pipeline 5");

    storage.register(PIPELINE, Models.FULL);
    assertCategory(
        () ->
            storage.client.store(
                Models.header(PIPELINE, 0), clientDirectory.resolve("nothing"), Optional.empty()),
        ErrorCategory.NOT_FOUND,
        "nothing");
    assertThat(files()).isEmpty();
  }

  @Test
  void otherFormatsAreRefused() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    assertCategory(() -> store(new byte[] {1, 2}), ErrorCategory.INVALID_ARGUMENT, "safetensors");
    assertCategory(
        () -> store("PK this is not the one".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        ErrorCategory.INVALID_ARGUMENT,
        "safetensors");
    assertThat(files()).isEmpty();
  }

  @Test
  void wrongHeadersAreRefused() {
    storage.register(PIPELINE, Models.FULL);
    Path model = Models.write(clientDirectory.resolve("model"), Models.safetensors(1, 1));
    assertCategory(
        () ->
            storage.client.store(
                Models.header(PIPELINE, 0).toBuilder().clearModelClass().build(),
                model,
                Optional.empty()),
        ErrorCategory.INVALID_ARGUMENT,
        "model_class");
    assertCategory(
        () ->
            storage.client.store(
                Models.header(PIPELINE, 0).toBuilder()
                    .setProvenance(JsonString.newBuilder().setValue("{\"seed\": }"))
                    .build(),
                model,
                Optional.empty()),
        ErrorCategory.INVALID_ARGUMENT,
        "provenance");
    assertCategory(
        () ->
            storage.client.store(
                Models.header(PIPELINE, 0).toBuilder()
                    .setModelConfiguration(JsonString.newBuilder().setValue("[1]"))
                    .build(),
                model,
                Optional.empty()),
        ErrorCategory.INVALID_ARGUMENT,
        "model_configuration");
  }

  private static StoreModelRequest header() {
    return StoreModelRequest.newBuilder().setHeader(Models.header(PIPELINE, 0)).build();
  }

  private static StoreModelRequest chunk(byte[] bytes) {
    return StoreModelRequest.newBuilder().setChunk(ByteString.copyFrom(bytes)).build();
  }

  private static StoreModelRequest checksum(byte[] bytes) throws Exception {
    return StoreModelRequest.newBuilder()
        .setChecksum(ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes)))
        .build();
  }

  /** Sends what the client would not. */
  private StoreModelResponse send(StoreModelRequest... requests)
      throws InterruptedException, StatusException {
    BlockingClientCall<StoreModelRequest, StoreModelResponse> call =
        ModelStorageGrpc.newBlockingV2Stub(storage.channel.channel()).storeModel();
    for (StoreModelRequest request : requests) {
      if (!call.write(request)) {
        return call.read();
      }
    }
    call.halfClose();
    return call.read();
  }

  @Test
  void wrongStreamsAreRefusedAndLeaveNothing() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    byte[] model = Models.safetensors(100, 1);
    byte[] large = new byte[ModelStorageClient.CHUNK_BYTES + 1];

    assertStatus(
        () -> send(chunk(model), header(), checksum(model)),
        Status.Code.INVALID_ARGUMENT,
        "first message must be the header");
    assertStatus(() -> send(), Status.Code.INVALID_ARGUMENT, "without a checksum");
    assertStatus(
        () -> send(header(), chunk(model)), Status.Code.INVALID_ARGUMENT, "without a checksum");
    assertStatus(
        () -> send(header(), header(), chunk(model), checksum(model)),
        Status.Code.INVALID_ARGUMENT,
        "header");
    assertStatus(
        () -> send(header(), checksum(model), chunk(model)),
        Status.Code.INVALID_ARGUMENT,
        "the 0 bytes");
    assertStatus(
        () -> send(header(), chunk(model), checksum(model), chunk(model)),
        Status.Code.INVALID_ARGUMENT,
        "nothing may follow the checksum");
    assertStatus(
        () -> send(header(), chunk(model), checksum(large)),
        Status.Code.INVALID_ARGUMENT,
        "SHA-256",
        "send the model again");
    assertStatus(
        () -> send(header(), StoreModelRequest.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "empty");
    assertStatus(() -> send(header(), chunk(large)), Status.Code.INVALID_ARGUMENT, "1048576");
    assertThat(files()).isEmpty();

    assertThat(send(header(), chunk(model), checksum(model)).getModelId()).isPositive();
  }

  @Test
  void interruptedStreamLeavesNothing() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    BlockingClientCall<StoreModelRequest, StoreModelResponse> call =
        ModelStorageGrpc.newBlockingV2Stub(storage.channel.channel()).storeModel();
    call.write(header());
    call.write(chunk(Models.safetensors(100, 1)));
    while (files().isEmpty()) {
      Thread.onSpinWait();
    }

    call.cancel("the trainer died", null);

    while (!files().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void modelWithoutRowLeavesNoFile() throws Exception {
    storage.register(PIPELINE, Models.FULL);
    org.jdbi.v3.core.Jdbi.create(
            "jdbc:postgresql://%s:%s/%s"
                .formatted(
                    storage.database.config().hostname(),
                    storage.database.config().port(),
                    storage.database.config().database()),
            storage.database.config().username(),
            storage.database.config().password())
        .useHandle(
            handle ->
                handle.execute(
                    "ALTER TABLE model_storage.models ADD CONSTRAINT refuse CHECK (model_id < 0)"));

    assertCategory(
        () -> store(Models.safetensors(100, 1)), ErrorCategory.INTERNAL, "of pipeline 5");

    assertThat(files()).isEmpty();
  }

  @Test
  void registeringIsIdempotent() {
    storage.register(PIPELINE, Models.FULL);
    storage.register(PIPELINE, Models.FULL.replace("}}", ", \"zip\": null}}"));
    storage.register(PIPELINE + 1, Models.FULL.replace("PyTorch", "Binary"));

    assertStatus(
        () -> storage.register(PIPELINE, Models.FULL.replace("PyTorch", "Binary")),
        Status.Code.ALREADY_EXISTS,
        "pipeline 5");
  }

  @Test
  void wrongRegistrationsAreRefused() {
    assertStatus(
        () -> storage.register(PIPELINE, Models.FULL.replace("PyTorchFullModel", "Pickle")),
        Status.Code.INVALID_ARGUMENT,
        "full_model_strategy",
        "PyTorchFullModel");
  }

  @Test
  void modelsAreNotFetchedByFtp() {
    assertThatThrownBy(() -> storage.stub.registerModel(RegisterModelRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED))
        .hasMessageContaining("StoreModel");
  }

  @Test
  void secondServerOnTheSameDirectoryIsRefused() {
    assertCategory(
        () -> ModelStorageServer.start(storage.config),
        ErrorCategory.FAILED_PRECONDITION,
        storage.config.modelsDirectory().toString());
  }
}
