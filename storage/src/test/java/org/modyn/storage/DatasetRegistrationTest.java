package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetSummary;
import org.modyn.proto.storage.ListDatasetsRequest;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;

/** Datasets come, change and go. */
final class DatasetRegistrationTest {
  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start();
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void aNameIsGivenOnce() {
    assertThat(available("numbers")).isFalse();
    assertThat(storage.register("numbers", folder).getSuccess()).isTrue();
    assertThat(available("numbers")).isTrue();
    RegisterNewDatasetResponse again = storage.register("numbers", folder);
    assertThat(again.getSuccess()).isFalse();
    assertThat(again.getError()).contains("there is a dataset 'numbers' already");
  }

  @Test
  void aWrongDefinitionIsRefusedWithTheReason() {
    assertRefused(valid().setDatasetId(" "), "dataset_id is empty");
    assertRefused(valid().setBasePath(""), "base_path is empty");
    assertRefused(valid().setFileWatcherInterval(-1), "file_watcher_interval is -1");
    assertRefused(valid().setFileWrapperType("TapeWrapper"), "allowed: BinaryFileWrapper");
    assertRefused(
        valid().setFilesystemWrapperType("Punchcards"), "allowed: LocalFilesystemWrapper");
    assertRefused(valid().setFileWrapperConfig("{record_size: 4"), "file_wrapper_config");
    assertRefused(
        valid().setFileWrapperConfig("{record_siz: 4, label_size: 1, byteorder: big}"),
        "record_size");
    assertRefused(
        valid().setFileWrapperConfig("{record_size: 4, label_size: 4, byteorder: big}"),
        "leaves nothing for the sample");
    assertThat(available("numbers")).isFalse();
  }

  @Test
  void jsonOptionsAreAsGoodAsYaml() {
    String json = "{\"record_size\": 20, \"label_size\": 2, \"byteorder\": \"little\"}";
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    RegisterNewDatasetResponse response =
        storage.stub().registerNewDataset(valid().setFileWrapperConfig(json).build());
    assertThat(response.getError()).isEmpty();
    assertThat(response.getSuccess()).isTrue();
    storage.awaitSamples("numbers", 10);
    assertThat(storage.readAndCheck("numbers", 1, 10)).hasSize(2);
  }

  @Test
  void aDeletedDatasetIsGoneWithItsFilesAndItsNameIsFree() {
    Path file = StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    Path other = StorageFixture.write(folder.resolve("notes.txt"), 1000, new byte[] {1});
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 10);
    assertThat(delete("numbers")).isTrue();
    assertThat(file).doesNotExist();
    assertThat(other).exists();
    assertThat(available("numbers")).isFalse();
    assertThat(delete("numbers")).isFalse();
    assertThat(storage.register("numbers", folder).getSuccess()).isTrue();
    StorageFixture.write(folder.resolve("b.bin"), 900, 0, 3);
    storage.awaitSamples("numbers", 3);
  }

  @Test
  void configuredDatasetsAreRegisteredAndUpdated() {
    StorageFixture.write(folder.resolve("old/a.bin"), 1000, 0, 10);
    storage.stopServer();
    storage.startServer(List.of(configured(folder.resolve("old"), 20)));
    storage.awaitSamples("numbers", 10);
    storage.stopServer();
    StorageFixture.write(folder.resolve("new/a.bin"), 1000, 0, 10);
    StorageFixture.write(folder.resolve("new/b.bin"), 1001, 10, 10);
    storage.startServer(List.of(configured(folder.resolve("new"), 20)));
    storage.awaitSamples("numbers", 20);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 20))).hasSize(20);
  }

  @Test
  void aConfiguredDatasetCannotReadItsFilesInAnotherWay() {
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 10);
    assertThatThrownBy(() -> StorageServer.start(storage.config(List.of(configured(folder, 10)))))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessageContaining("storage.datasets, dataset 'numbers'")
        .hasMessageContaining("record_size");
  }

  @Test
  void allDatasetsAreListedByName() throws IOException {
    assertThat(list()).isEmpty();
    Files.createDirectory(folder.resolve("second"));
    StorageFixture.write(folder.resolve("first/a.bin"), 1000, 0, 10);
    StorageFixture.write(folder.resolve("first/b.bin"), 1001, new byte[7]);
    storage.register("second", folder.resolve("second"));
    storage.register("first", folder.resolve("first"));
    storage.awaitStatus("first", status -> status.getNumberOfRejectedFiles() == 1);

    DatasetSummary empty =
        DatasetSummary.newBuilder()
            .setDatasetId("second")
            .setVersion("1")
            .setBasePath(folder.resolve("second").toString())
            .setFilesystemWrapperType("LocalFilesystemWrapper")
            .setFileWrapperType("BinaryFileWrapper")
            .build();
    assertThat(list())
        .containsExactly(
            empty.toBuilder()
                .setDatasetId("first")
                .setBasePath(folder.resolve("first").toString())
                .setNumberOfFiles(1)
                .setNumberOfSamples(10)
                .setNumberOfRejectedFiles(1)
                .build(),
            empty);
    assertThat(delete("first")).isTrue();
    assertThat(list()).containsExactly(empty);
  }

  private List<DatasetSummary> list() {
    return storage.stub().listDatasets(ListDatasetsRequest.getDefaultInstance()).getDatasetsList();
  }

  private void assertRefused(RegisterNewDatasetRequest.Builder request, String reason) {
    RegisterNewDatasetResponse response = storage.stub().registerNewDataset(request.build());
    assertThat(response.getSuccess()).isFalse();
    assertThat(response.getError()).contains(reason);
  }

  private boolean available(String name) {
    return storage
        .stub()
        .checkAvailability(DatasetAvailableRequest.newBuilder().setDatasetId(name).build())
        .getAvailable();
  }

  private boolean delete(String name) {
    return storage
        .stub()
        .deleteDataset(DatasetAvailableRequest.newBuilder().setDatasetId(name).build())
        .getSuccess();
  }

  private RegisterNewDatasetRequest.Builder valid() {
    return RegisterNewDatasetRequest.newBuilder()
        .setDatasetId("numbers")
        .setBasePath(folder.toString())
        .setFilesystemWrapperType("LocalFilesystemWrapper")
        .setFileWrapperType("BinaryFileWrapper")
        .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG);
  }

  private static DatasetConfig configured(Path folder, int recordSize) {
    return new DatasetConfig(
        "numbers",
        "records that carry their number",
        "1",
        folder.toString(),
        "LocalFilesystemWrapper",
        "BinaryFileWrapper",
        Map.of("record_size", recordSize, "label_size", 2, "byteorder", "little"),
        Optional.empty(),
        Optional.of(1L),
        Optional.empty(),
        128);
  }
}
