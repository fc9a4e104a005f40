package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.CapturedLog;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.GetDeletedKeysRequest;
import org.modyn.proto.storage.GetIngestPositionRequest;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.ListDatasetsRequest;
import org.modyn.proto.storage.LocateSamplesRequest;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RejectedFile;
import org.modyn.proto.storage.RescanDatasetRequest;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;
import org.modyn.storage.database.DatasetRepository;

/** Registered datasets whose folders are outside of the configured roots. */
final class RefusedDatasetTest {
  private static final DatasetAvailableRequest NUMBERS =
      DatasetAvailableRequest.newBuilder().setDatasetId("numbers").build();

  /** Every call that reads or changes samples of a dataset, except {@code Get}. */
  private static final Map<String, Function<StorageBlockingStub, ?>> CALLS =
      Map.ofEntries(
          Map.entry("available", stub -> stub.checkAvailability(NUMBERS)),
          Map.entry("format", stub -> stub.getSampleFormat(NUMBERS)),
          Map.entry(
              "since",
              stub ->
                  stub.getNewDataSince(
                          GetNewDataSinceRequest.newBuilder().setDatasetId("numbers").build())
                      .hasNext()),
          Map.entry(
              "interval",
              stub ->
                  stub.getDataInInterval(
                          GetDataInIntervalRequest.newBuilder().setDatasetId("numbers").build())
                      .hasNext()),
          Map.entry(
              "worker",
              stub ->
                  stub.getDataPerWorker(
                          GetDataPerWorkerRequest.newBuilder()
                              .setDatasetId("numbers")
                              .setTotalWorkers(1)
                              .build())
                      .hasNext()),
          Map.entry(
              "size",
              stub ->
                  stub.getDatasetSize(
                      GetDatasetSizeRequest.newBuilder().setDatasetId("numbers").build())),
          Map.entry(
              "position",
              stub ->
                  stub.getIngestPosition(
                      GetIngestPositionRequest.newBuilder().setDatasetId("numbers").build())),
          Map.entry(
              "page",
              stub ->
                  stub.getDataPage(
                      GetDataPageRequest.newBuilder()
                          .setDatasetId("numbers")
                          .setPosition(1)
                          .build())),
          Map.entry(
              "deleted keys",
              stub ->
                  stub.getDeletedKeys(
                          GetDeletedKeysRequest.newBuilder().setDatasetId("numbers").build())
                      .hasNext()),
          Map.entry(
              "locate",
              stub ->
                  stub.locateSamples(
                      LocateSamplesRequest.newBuilder()
                          .setDatasetId("numbers")
                          .addKeys(1)
                          .build())),
          Map.entry(
              "rescan",
              stub ->
                  stub.rescanDataset(
                      RescanDatasetRequest.newBuilder().setDatasetId("numbers").build())));

  @TempDir private Path directory;
  private Path numbers;
  private Path root;
  private StorageFixture storage;

  @BeforeEach
  void start() throws IOException {
    directory = directory.toRealPath();
    numbers = directory.resolve("numbers");
    root = Files.createDirectories(directory.resolve("root"));
    storage = StorageFixture.start();
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void aDatasetOutsideOfTheRootsIsNeitherScannedNorReadNorDeleted() {
    Path file = ingestNumbers();
    storage.stopServer();
    try (CapturedLog log = CapturedLog.start()) {
      storage.startServer(withRoots(root));
      Path later = StorageFixture.write(numbers.resolve("later.bin"), 2000, 10, 5);
      String reason =
          String.format(
              Locale.ROOT,
              "its folder '%s' lies outside of the folders that this storage server may read (%s,"
                  + " %s); to allow it, add dataset_roots: [%s] to the section storage of the"
                  + " server's configuration, and restart the server",
              numbers,
              root,
              withRoots().stateDirectory().resolve("datasets"),
              numbers);
      GetDatasetStatusResponse status = storage.status("numbers");
      assertThat(status.getScanError()).isEqualTo(reason);
      assertThat(status.getNumberOfSamples()).isEqualTo(10);
      assertThat(
              storage
                  .stub()
                  .listDatasets(ListDatasetsRequest.getDefaultInstance())
                  .getDatasetsList())
          .singleElement()
          .satisfies(dataset -> assertThat(dataset.getScanError()).isEqualTo(reason));
      String error = "the dataset 'numbers' is not served: " + reason;
      CALLS.forEach(
          (name, call) ->
              assertRefused(() -> call.apply(storage.stub()), "FAILED_PRECONDITION: " + error));
      assertThatThrownBy(() -> storage.readAndCheck("numbers", 1))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessageContaining(error);
      assertThat(
              storage
                  .stub()
                  .deleteData(
                      DeleteDataRequest.newBuilder().setDatasetId("numbers").addKeys(1).build())
                  .getError())
          .isEqualTo(error);
      assertThat(storage.stub().deleteDataset(NUMBERS).getError()).isEqualTo(error);
      assertThat(file).hasSize(10L * StorageFixture.RECORD_SIZE);
      assertThat(later).exists();

      // a dataset that is served is scanned twice meanwhile
      Path served = root.resolve("served");
      StorageFixture.write(served.resolve("a.bin"), 1000, 0, 3);
      storage.register("served", served);
      storage.awaitStatus("served", now -> now.getCompletedScans() >= 2);
      assertThat(storage.status("numbers").getNumberOfSamples()).isEqualTo(10);
      assertThat(log.warnings())
          .filteredOn(message -> message.contains("A dataset is not served"))
          .containsExactly("A dataset is not served: " + reason);
    }

    storage.stopServer();
    storage.startServer(withRoots(root, numbers));
    storage.awaitSamples("numbers", 15);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 15))).hasSize(15);
  }

  @Test
  void aRefusedDatasetIsUnregisteredOrMoved() throws IOException {
    Path file = ingestNumbers();
    storage.stopServer();
    storage.startServer(withRoots(root));
    Path moved = root.resolve("moved");
    Files.move(numbers, moved);
    storage.stub().updateDataset(definition(moved));
    StorageFixture.await(() -> storage.status("numbers").getScanError().isEmpty());
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 10))).hasSize(10);

    storage.stopServer();
    storage.startServer(withRoots());
    assertThat(storage.stub().unregisterDataset(NUMBERS).getSuccess()).isTrue();
    assertThat(moved.resolve(file.getFileName())).exists();
  }

  @Test
  void aDeletionThatWasMarkedBeforeRemovesNoFile() {
    Path file = ingestNumbers();
    storage.stopServer();
    ModynConfig refusing = withRoots(root);
    try (Database database = storage.database()) {
      assertThat(new DatasetRepository(database.jdbi()).markDeleting("numbers")).isPresent();
    }
    // completes what is marked before it serves
    storage.startServer(refusing);
    assertThat(file).exists();
    storage.stopServer();
    storage.startServer(withRoots(numbers));
    assertThat(file).doesNotExist();
  }

  @Test
  void aConfiguredDatasetInTheStateOfTheServersIsRefused() throws IOException {
    storage.stopServer();
    Path state = directory.resolve("state");
    Path database = Files.createDirectories(state.resolve("database"));
    StorageFixture.write(database.resolve("a.bin"), 1000, 0, 10);
    storage.startServer(storage.config(List.of(configured(database))).withStateDirectory(state));
    StorageFixture.await(() -> !storage.status("numbers").getScanError().isEmpty());
    GetDatasetStatusResponse status = storage.status("numbers");
    assertThat(status.getScanError())
        .contains(database + "' lies in the state directory of the servers");
    assertThat(status.getNumberOfSamples()).isZero();
  }

  @Test
  void aConfiguredDatasetIsServedWhereverElseItIs() {
    storage.stopServer();
    StorageFixture.write(numbers.resolve("a.bin"), 1000, 0, 10);
    storage.startServer(
        storage
            .config(List.of())
            .withStorage(withRoots(root).storage().withDatasets(List.of(configured(numbers)))));
    storage.awaitSamples("numbers", 10);
  }

  @Test
  void aFolderThatBecomesALinkToTheOutsideIsNotReadAnyMore() throws IOException {
    Path secret = directory.resolve("secret");
    StorageFixture.write(secret.resolve("secret.bin"), 3000, 10, 5);
    numbers = root.resolve("numbers");
    storage.stopServer();
    storage.startServer(withRoots(root));
    ingestNumbers();
    Files.move(numbers, root.resolve("moved"));
    Files.createSymbolicLink(numbers, secret);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", now -> now.getScanError().contains("lies outside of"));
    assertThat(status.getScanError())
        .contains("'" + numbers + "', which is " + secret + " with links resolved, lies outside");
    assertThat(status.getNumberOfSamples()).isEqualTo(10);
    assertThat(storage.stub().deleteDataset(NUMBERS).getError()).contains("is not served");
    assertThat(secret.resolve("secret.bin")).exists();
  }

  @Test
  void linksToTheOutsideAndToNothingAreListedInTheStatus() throws IOException {
    storage.stopServer();
    storage.startServer(withRoots(numbers));
    StorageFixture.write(root.resolve("other.bin"), 3000, 10, 5);
    Files.createDirectories(numbers);
    Files.createSymbolicLink(numbers.resolve("folder"), root);
    Files.createSymbolicLink(numbers.resolve("file.bin"), root.resolve("other.bin"));
    Files.createSymbolicLink(numbers.resolve("file.txt"), Files.createFile(root.resolve("a.txt")));
    Files.createSymbolicLink(numbers.resolve("nothing"), root.resolve("missing"));
    Files.createSymbolicLink(numbers.resolve(".hidden"), root);
    ingestNumbers();
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", now -> now.getCompletedScans() >= 1);
    assertThat(status.getRejectedFilesList())
        .extracting(RejectedFile::getPath)
        .containsExactly("file.bin", "folder", "nothing");
    assertThat(status.getRejectedFilesList())
        .extracting(RejectedFile::getReason)
        .satisfiesExactly(
            file ->
                assertThat(file)
                    .isEqualTo(
                        "it is a link to "
                            + root.resolve("other.bin")
                            + ", outside of the folders that this storage server may read; to"
                            + " allow it, add that folder to storage.dataset_roots in the server's"
                            + " configuration"),
            folder -> assertThat(folder).startsWith("it is a link to " + root + ", outside of"),
            nothing ->
                assertThat(nothing)
                    .isEqualTo(
                        "it is a link to " + root.resolve("missing") + ": it does not exist"));
  }

  private Path ingestNumbers() {
    Path file = StorageFixture.write(numbers.resolve("a.bin"), 1000, 0, 10);
    assertThat(storage.register("numbers", numbers).getError()).isEmpty();
    storage.awaitSamples("numbers", 10);
    return file;
  }

  private ModynConfig withRoots(Path... roots) {
    ModynConfig config = storage.config(List.of());
    return config.withStorage(config.storage().withDatasetRoots(List.of(roots)));
  }

  private static DatasetConfig configured(Path folder) {
    return new DatasetConfig(
        "numbers",
        "",
        "1",
        folder.toString(),
        "LocalFilesystemWrapper",
        "BinaryFileWrapper",
        Map.of("record_size", 20, "label_size", 2, "byteorder", "little", "file_extension", ".bin"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        128);
  }

  private static RegisterNewDatasetRequest definition(Path folder) {
    return RegisterNewDatasetRequest.newBuilder()
        .setDatasetId("numbers")
        .setBasePath(folder.toString())
        .setFilesystemWrapperType("LocalFilesystemWrapper")
        .setFileWrapperType("BinaryFileWrapper")
        .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG)
        .setVersion("1")
        .build();
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION))
        .hasMessage(message);
  }
}
