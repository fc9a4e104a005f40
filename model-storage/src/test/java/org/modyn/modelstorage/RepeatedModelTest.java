package org.modyn.modelstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc.ModelStorageBlockingStub;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;

/** A model that is sent several times with the same request id is stored once. */
final class RepeatedModelTest {
  private static final int PIPELINE = 5;

  @TempDir private Path directory;
  @TempDir private Path clientDirectory;
  private TestDatabase database;
  private ModynConfig config;
  private ModelStorageServer server;
  private GrpcClient channel;
  private ModelStorageBlockingStub stub;
  private ModelStorageClient client;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    ModynConfig defaults = ModynConfig.defaults();
    config =
        defaults
            .withMetadataDatabase(database.config())
            .withStateDirectory(directory)
            .withModelStorage(
                defaults.modelStorage().withAddress(new ServiceAddress("localhost", 0)));
    startServer();
    stub.registerPipeline(
        RegisterPipelineRequest.newBuilder()
            .setPipelineId(PIPELINE)
            .setModelStorage(JsonString.newBuilder().setValue(Models.FULL))
            .build());
  }

  private void startServer() {
    server = ModelStorageServer.start(config);
    channel = GrpcClient.connect("model storage", server.address());
    stub = ModelStorageGrpc.newBlockingStub(channel.channel());
    client = new ModelStorageClient(channel.channel());
  }

  private void stopServer() {
    channel.close();
    server.close();
  }

  @AfterEach
  void stop() {
    stopServer();
    database.close();
  }

  @Test
  void theFirstModelStays() throws IOException {
    byte[] first = Models.safetensors(1000, 1);
    int id = store("a", first);
    assertThat(store("a", first)).isEqualTo(id);
    assertThat(store("a", Models.safetensors(1000, 2))).isEqualTo(id);
    stopServer();
    startServer();
    assertThat(store("a", first)).isEqualTo(id);
    assertThat(client.find("a")).hasValue(id);
    assertThat(client.find("b")).isEmpty();
    Path target = clientDirectory.resolve("target");
    assertThat(client.load(id, target)).isEqualTo(header("a"));
    assertThat(Models.read(target)).isEqualTo(first);
    assertThat(files()).isEqualTo(1);

    assertThat(store("b", first)).isNotEqualTo(id);
    assertThat(store("", first)).isNotEqualTo(store("", first));
    assertThat(files()).isEqualTo(4);
  }

  @Test
  void concurrentCallsStoreOneModel() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 5; round++) {
        String requestId = "request " + round;
        List<Future<Integer>> ids = new ArrayList<>();
        for (int call = 0; call < 6; call++) {
          Path source =
              Models.write(
                  clientDirectory.resolve(Integer.toString(call)), Models.safetensors(5000, call));
          ids.add(
              executor.submit(
                  () -> client.store(header(requestId), source, Optional.empty()).modelId()));
        }
        int id = client.find(requestId).orElse(ids.getFirst().get());
        for (Future<Integer> other : ids) {
          assertThat(other.get()).isEqualTo(id);
        }
        assertThat(files()).isEqualTo(round + 1);
      }
    }
  }

  /** The file is complete, but its row is missing. */
  @Test
  void aModelIsStoredAfterACrashBeforeItsRegistration() {
    Jdbi jdbi =
        Jdbi.create(
            String.format(
                Locale.ROOT,
                "jdbc:postgresql://%s:%s/%s",
                database.config().hostname(),
                database.config().port(),
                database.config().database()),
            database.config().username(),
            database.config().password());
    byte[] model = Models.safetensors(1000, 1);
    int lost = store("a", model);
    stopServer();
    jdbi.useHandle(handle -> handle.execute("DELETE FROM model_storage.models"));
    startServer();
    assertThat(client.find("a")).isEmpty();
    int id = store("a", model);
    assertThat(id).isNotEqualTo(lost);
    assertThat(client.find("a")).hasValue(id);
    client.load(id, clientDirectory.resolve("target"));
    assertThat(Models.read(clientDirectory.resolve("target"))).isEqualTo(model);
  }

  @Test
  void aDeletedModelCanBeStoredAgain() {
    int id = store("a", Models.safetensors(10, 1));
    stub.deleteModel(DeleteModelRequest.newBuilder().setModelId(id).build());
    assertThat(client.find("a")).isEmpty();
    assertThat(store("a", Models.safetensors(10, 1))).isGreaterThan(id);
  }

  @Test
  void anIdBelongsToOneTrigger() {
    store("a", Models.safetensors(10, 1));
    Path source = clientDirectory.resolve("source");
    assertCategory(
        ErrorCategory.ALREADY_EXISTS,
        () ->
            client.store(
                header("a").toBuilder().setTriggerId(3).build(), source, Optional.empty()));
    assertCategory(
        ErrorCategory.INVALID_ARGUMENT,
        () -> client.store(header("x".repeat(201)), source, Optional.empty()));
    assertCategory(ErrorCategory.INVALID_ARGUMENT, () -> client.find(""));
  }

  private static void assertCategory(ErrorCategory category, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(category));
  }

  private int store(String requestId, byte[] model) {
    return client
        .store(
            header(requestId),
            Models.write(clientDirectory.resolve("source"), model),
            Optional.empty())
        .modelId();
  }

  private static ModelHeader header(String requestId) {
    return Models.header(PIPELINE, 2).toBuilder().setRequestId(requestId).build();
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(config.modelsDirectory())) {
      return files.filter(path -> path.toString().endsWith(".safetensors")).count();
    }
  }
}
