package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;

/** What folders and names a client may register a dataset with. */
final class DatasetRootsTest {
  @TempDir private Path directory;
  private TestDatabase database;
  private Path state;
  private StorageServer server;
  private GrpcClient client;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.create();
    directory = directory.toRealPath();
    state = Files.createDirectories(directory.resolve("state"));
    Files.createDirectories(directory.resolve("configured"));
    Files.createDirectories(state.resolve("database"));
    Files.writeString(state.resolve("database/modyn.password"), "secret");
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            """
            state_directory: %s
            storage:
              port: 0
              dataset_roots: [%s]
              datasets:
                - name: configured
                  description: d
                  version: 1.0.0
                  base_path: %s
                  filesystem_wrapper_type: LocalFilesystemWrapper
                  file_wrapper_type: SingleSampleFileWrapper
                  file_wrapper_config: {file_extension: .png}
            """
                .formatted(state, directory.resolve("root"), directory.resolve("configured")),
            ModynConfig.class);
    server =
        StorageServer.start(config.withStorage(config.storage().withDatabase(database.config())));
    client = GrpcClient.connect("storage", server.address());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"root", "root/later", "configured", "configured/below", "state/datasets/flights"})
  void aFolderBelowARootIsRegistered(String folder) {
    assertThat(register("numbers", directory.resolve(folder).toString()).getError()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"elsewhere", "rooted", "configured-not"})
  void anotherFolderIsRefusedWithTheLineToAdd(String folder) {
    Path path = directory.resolve(folder);
    assertThat(register("numbers", path.toString()).getError())
        .isEqualTo(
            "base_path: '%s' lies outside of the folders that this storage server may read (%s, %s,"
                    .formatted(path, directory.resolve("root"), directory.resolve("configured"))
                + " %s); to allow it, add dataset_roots: [%s] to the section storage of the"
                    .formatted(state.resolve("datasets"), path)
                + " server's configuration, and restart the server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "state/database", "state/models", ""})
  void theStateOfTheServersIsRefused(String folder) {
    assertThat(register("numbers", directory.resolve(folder).toString()).getError())
        .contains("lies in the state directory of the servers, or around it");
  }

  @Test
  void aLinkOutOfARootIsResolvedBefore() throws IOException {
    Files.createDirectories(directory.resolve("root"));
    Path link = directory.resolve("root/link");
    Files.createSymbolicLink(link, state.resolve("database"));
    assertThat(register("numbers", link.toString()).getError())
        .contains("lies in the state directory");
    Path other = directory.resolve("root/other");
    Files.createSymbolicLink(other, directory.resolve("state/../.."));
    assertThat(register("numbers", other + "/x").getError()).contains("lies outside of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "..|must not begin with '~' or '.'",
        "~root|must not begin with '~' or '.'",
        "a/b|must not have '/'",
        "a\\b|must not have '/'",
      })
  void namesThatCouldBePathsAreRefused(String name, String message) {
    assertThat(register(name, directory.resolve("root").toString()).getError()).contains(message);
  }

  @Test
  void controlCharactersAndLongNamesAreRefused() {
    String root = directory.resolve("root").toString();
    assertThat(register("a\u001b[31m", root).getError()).contains("control characters");
    assertThat(register("a".repeat(300), root).getError())
        .isEqualTo("dataset_id has 300 characters, allowed are 200");
    assertThat(register("a", root + "/../elsewhere").getError()).contains("must not have '..'");
    assertThat(register("a", "~/data").getError()).contains("must not begin with '~'");
    assertThat(register("a", root + "/" + "b".repeat(6000)).getError())
        .contains("allowed are 4000");
  }

  @Test
  void textsThatNoServerTakesAreRefusedBefore() {
    String root = directory.resolve("root").toString();
    assertThatThrownBy(() -> register("a\u0000b", root))
        .hasMessage("INVALID_ARGUMENT: dataset_id has the character NUL, which is not allowed");
    assertThatThrownBy(() -> register("a", root + "\u0000"))
        .hasMessage("INVALID_ARGUMENT: base_path has the character NUL, which is not allowed");
    assertThatThrownBy(() -> register("a".repeat(6000), root))
        .hasMessage("INVALID_ARGUMENT: dataset_id has 6000 characters, allowed are 1000");
  }

  private RegisterNewDatasetResponse register(String name, String folder) {
    return StorageGrpc.newBlockingStub(client.channel())
        .registerNewDataset(
            RegisterNewDatasetRequest.newBuilder()
                .setDatasetId(name)
                .setVersion("1")
                .setBasePath(folder)
                .setFilesystemWrapperType("LocalFilesystemWrapper")
                .setFileWrapperType("SingleSampleFileWrapper")
                .setFileWrapperConfig("{file_extension: .password}")
                .build());
  }
}
