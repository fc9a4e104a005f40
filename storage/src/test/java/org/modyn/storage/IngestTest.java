package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.StorageGrpc;

/** How files get into a dataset, and what happens to those that cannot. */
final class IngestTest {
  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start(", sample_dbinsertion_batchsize: 25");
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void anEmptyDatasetIsThereAndHasNothing() {
    storage.register("empty", folder);
    GetDatasetStatusResponse status = storage.awaitStatus("empty", s -> s.getCompletedScans() > 0);
    assertThat(status.getNumberOfFiles()).isZero();
    assertThat(status.getScanError()).isEmpty();
    assertThat(storage.samplesSince("empty", 0)).isEmpty();
    assertThat(storage.readAndCheck("empty")).isEmpty();
    assertThat(
            storage
                .stub()
                .checkAvailability(
                    DatasetAvailableRequest.newBuilder().setDatasetId("empty").build())
                .getAvailable())
        .isTrue();
  }

  @Test
  void manyFilesAreTakenInSeveralTransactionsInTheOrderOfTheirTimes() {
    for (int i = 0; i < 40; i++) {
      StorageFixture.write(
          folder.resolve(String.format(Locale.ROOT, "file-%d.bin", 97 * i % 40)),
          100 + i,
          10L * i,
          10);
    }
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 400);
    assertThat(storage.status("numbers").getNumberOfFiles()).isEqualTo(40);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 400))).hasSize(400);
  }

  @Test
  void keysSurviveARestartAndGoOn() {
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 100);
    StorageFixture.write(folder.resolve("b.bin"), 1001, 100, 100);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 200);
    storage.stopServer();
    StorageFixture.write(folder.resolve("c.bin"), 1002, 200, 100);
    storage.startServer(List.of());
    storage.awaitSamples("numbers", 300);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 300))).hasSize(300);
    assertThat(storage.samplesSince("numbers", 1002)).hasSize(100);
  }

  @Test
  void aTornFileIsReportedAndTakenWhenItIsWhole() {
    StorageFixture.write(
        folder.resolve("torn.bin"), 1000, new byte[3 * StorageFixture.RECORD_SIZE - 1]);
    StorageFixture.write(folder.resolve("whole.bin"), 2000, 0, 5);
    storage.register("numbers", folder);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", s -> s.getNumberOfRejectedFiles() == 1);
    assertThat(status.getNumberOfSamples()).isEqualTo(5);
    assertThat(status.getRejectedFiles(0).getPath()).isEqualTo("torn.bin");
    assertThat(status.getRejectedFiles(0).getReason())
        .isEqualTo("its size of 59 bytes is not a multiple of record_size 20");
    assertThat(status.getScanError()).isEmpty();

    StorageFixture.write(folder.resolve("torn.bin"), 1000, 5, 3);
    status = storage.awaitStatus("numbers", s -> s.getNumberOfSamples() == 8);
    storage.awaitStatus("numbers", s -> s.getNumberOfRejectedFiles() == 0);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 8))).hasSize(8);
  }

  @Test
  void anEmptyFileIsNotTakenYet() {
    StorageFixture.write(folder.resolve("empty.bin"), 1000, new byte[0]);
    storage.register("numbers", folder);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", s -> s.getNumberOfRejectedFiles() == 1);
    assertThat(status.getRejectedFiles(0).getReason()).isEqualTo("it is empty");
    StorageFixture.write(folder.resolve("empty.bin"), 1000, 0, 4);
    storage.awaitSamples("numbers", 4);
  }

  @Test
  void aFileThatIsStillYoungWaits() throws IOException {
    long now = Instant.now().getEpochSecond();
    storage.register("numbers", folder);
    StorageFixture.write(folder.resolve("fresh.bin"), now, 0, 10);
    Files.write(folder.resolve("other.txt"), new byte[20]);
    storage.awaitSamples("numbers", 10);
    assertThat(storage.samplesSince("numbers", now)).hasSize(10);
  }

  @Test
  void aMissingFolderIsReportedUntilItIsThere() {
    Path later = folder.resolve("later");
    storage.register("numbers", later);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", s -> !s.getScanError().isEmpty());
    assertThat(status.getScanError())
        .isEqualTo("cannot scan %s: the folder does not exist".formatted(later));
    assertThat(status.getCompletedScans()).isZero();
    StorageFixture.write(later.resolve("a.bin"), 1000, 0, 10);
    status = storage.awaitStatus("numbers", s -> s.getNumberOfSamples() == 10);
    storage.awaitStatus("numbers", s -> s.getScanError().isEmpty());
  }

  @Test
  void olderFilesAreLeftOutUnlessAskedFor() {
    Path other = folder.resolve("other");
    StorageFixture.write(folder.resolve("strict/new.bin"), 2000, 0, 10);
    StorageFixture.write(other.resolve("new.bin"), 2000, 0, 10);
    storage.register("strict", folder.resolve("strict"));
    storage.register("lenient", other, true);
    storage.awaitSamples("strict", 10);
    storage.awaitSamples("lenient", 10);
    StorageFixture.write(folder.resolve("strict/old.bin"), 1999, 90, 10);
    StorageFixture.write(folder.resolve("strict/same.bin"), 2000, 10, 5);
    StorageFixture.write(other.resolve("old.bin"), 1999, 10, 10);
    storage.awaitSamples("lenient", 20);
    storage.awaitSamples("strict", 15);
    assertThat(storage.readAndCheck("strict", StorageFixture.keys(1, 15))).hasSize(15);
  }

  @Test
  void aFileThatMayStillGrowIsListedAsWaiting() {
    long now = Instant.now().getEpochSecond();
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    StorageFixture.write(folder.resolve("future.bin"), now + 5000, 10, 10);
    storage.register("numbers", folder);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", s -> s.getCompletedScans() > 0);
    assertThat(status.getNumberOfSamples()).isEqualTo(10);
    assertThat(status.getNumberOfRejectedFiles()).isZero();
    assertThat(status.getNumberOfWaitingFiles()).isEqualTo(1);
    assertThat(status.getWaitingFiles(0).getPath()).isEqualTo("future.bin");
    assertThat(status.getWaitingFiles(0).getReason()).contains("is in the future");
    assertThat(status.getLastScanTimestamp()).isGreaterThanOrEqualTo(now);
    StorageFixture.write(folder.resolve("future.bin"), 2000, 10, 10);
    storage.awaitSamples("numbers", 20);
    storage.awaitStatus("numbers", s -> s.getNumberOfWaitingFiles() == 0);
  }

  @Test
  void filesThatAreTooOldAreCounted() {
    StorageFixture.write(folder.resolve("new.bin"), 2000, 0, 10);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 10);
    StorageFixture.write(folder.resolve("old.bin"), 1000, 10, 10);
    StorageFixture.write(folder.resolve("older.bin"), 999, 10, 10);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", s -> s.getNumberOfOlderFiles() == 2);
    assertThat(status.getNumberOfRejectedFiles()).isZero();
    assertThat(status.getNumberOfSamples()).isEqualTo(10);
  }

  @Test
  void aRejectedFileIsTakenAfterARestartThoughItIsOld() {
    StorageFixture.write(folder.resolve("torn.bin"), 1000, new byte[7]);
    StorageFixture.write(folder.resolve("whole.bin"), 2000, 0, 5);
    storage.register("numbers", folder);
    storage.awaitStatus("numbers", s -> s.getNumberOfRejectedFiles() == 1);
    storage.stopServer();
    StorageFixture.write(folder.resolve("torn.bin"), 1000, 5, 3);
    storage.startServer(List.of());
    storage.awaitSamples("numbers", 8);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 8))).hasSize(8);
  }

  @Test
  void aSecondServerServesTheSameAndTakesOver() {
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 100);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 100);
    try (StorageServer second = StorageServer.start(storage.config(List.of()));
        GrpcClient client = GrpcClient.connect("storage", second.address())) {
      GetDatasetStatusRequest request =
          GetDatasetStatusRequest.newBuilder().setDatasetId("numbers").build();
      StorageGrpc.StorageBlockingStub stub = StorageGrpc.newBlockingStub(client.channel());
      GetDatasetStatusResponse status = stub.getDatasetStatus(request);
      assertThat(status.getNumberOfSamples()).isEqualTo(100);
      assertThat(status.getCompletedScans()).isPositive();

      storage.stopServer();
      StorageFixture.write(folder.resolve("b.bin"), 1001, 100, 100);
      storage.startServer(List.of());
      storage.awaitSamples("numbers", 200);
      assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 200))).hasSize(200);
    }
  }
}
