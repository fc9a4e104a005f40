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
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.ModelHeader;

/** A model that is sent several times with the same request id is stored once. */
final class RepeatedModelTest {
  private static final int PIPELINE = 5;

  @TempDir private Path directory;
  @TempDir private Path clientDirectory;
  private ModelStorageFixture storage;

  @BeforeEach
  void start() {
    storage = ModelStorageFixture.start(directory);
    storage.register(PIPELINE, Models.FULL);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void theFirstModelStays() throws IOException {
    byte[] first = Models.safetensors(1000, 1);
    int id = store("a", first);
    assertThat(store("a", first)).isEqualTo(id);
    assertThat(store("a", Models.safetensors(1000, 2))).isEqualTo(id);
    storage.restart();
    assertThat(store("a", first)).isEqualTo(id);
    assertThat(storage.client.find("a")).hasValue(id);
    assertThat(storage.client.find("b")).isEmpty();
    Path target = clientDirectory.resolve("target");
    assertThat(storage.client.load(id, target)).isEqualTo(header("a"));
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
                  () ->
                      storage.client.store(header(requestId), source, Optional.empty()).modelId()));
        }
        int id = storage.client.find(requestId).orElse(ids.getFirst().get());
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
                storage.database.config().hostname(),
                storage.database.config().port(),
                storage.database.config().database()),
            storage.database.config().username(),
            storage.database.config().password());
    byte[] model = Models.safetensors(1000, 1);
    int lost = store("a", model);
    storage.stopServer();
    jdbi.useHandle(handle -> handle.execute("DELETE FROM model_storage.models"));
    storage.startServer();
    assertThat(storage.client.find("a")).isEmpty();
    int id = store("a", model);
    assertThat(id).isNotEqualTo(lost);
    assertThat(storage.client.find("a")).hasValue(id);
    storage.client.load(id, clientDirectory.resolve("target"));
    assertThat(Models.read(clientDirectory.resolve("target"))).isEqualTo(model);
  }

  @Test
  void aDeletedModelCanBeStoredAgain() {
    int id = store("a", Models.safetensors(10, 1));
    storage.stub.deleteModel(DeleteModelRequest.newBuilder().setModelId(id).build());
    assertThat(storage.client.find("a")).isEmpty();
    assertThat(store("a", Models.safetensors(10, 1))).isGreaterThan(id);
  }

  @Test
  void anIdBelongsToOneTrigger() {
    store("a", Models.safetensors(10, 1));
    Path source = clientDirectory.resolve("source");
    assertCategory(
        ErrorCategory.ALREADY_EXISTS,
        () ->
            storage.client.store(
                header("a").toBuilder().setTriggerId(3).build(), source, Optional.empty()));
    assertCategory(
        ErrorCategory.INVALID_ARGUMENT,
        () -> storage.client.store(header("x".repeat(201)), source, Optional.empty()));
    assertCategory(ErrorCategory.INVALID_ARGUMENT, () -> storage.client.find(""));
  }

  private static void assertCategory(ErrorCategory category, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(category));
  }

  private int store(String requestId, byte[] model) {
    return storage
        .client
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
    try (Stream<Path> files = Files.walk(storage.config.modelsDirectory())) {
      return files.filter(path -> path.toString().endsWith(".safetensors")).count();
    }
  }
}
