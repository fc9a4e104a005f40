package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;

/** What may change of a registered dataset, and what its folder may look like. */
final class DatasetUpdateTest {
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
  void everythingMayChangeAsLongAsThereAreNoSamples() {
    Path other = folder.resolve("other");
    StorageFixture.write(other.resolve("a.bin"), 1000, 0, 10);
    Path empty = folder.resolve("empty");
    storage.register("numbers", empty);
    update(
        definition(other).setFileWrapperConfig("{record_size: 10, label_size: 2, byteorder: big}"));
    storage.awaitSamples("numbers", 20);
  }

  @Test
  void filesThatWereIngestedStayReadable() throws IOException {
    StorageFixture.write(folder.resolve("old/a.bin"), 1000, 0, 10);
    storage.register("numbers", folder.resolve("old"));
    storage.awaitSamples("numbers", 10);
    assertThatThrownBy(
            () ->
                update(
                    definition(folder.resolve("old"))
                        .setFileWrapperConfig("{record_size: 10, label_size: 2, byteorder: big}")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(e).hasMessageContaining("has 1 files").hasMessageContaining("unregister");
            });

    Files.move(folder.resolve("old"), folder.resolve("new"));
    update(definition(folder.resolve("new")).setIgnoreLastTimestamp(true));
    StorageFixture.write(folder.resolve("new/b.bin"), 900, 10, 5);
    storage.awaitSamples("numbers", 15);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 15))).hasSize(15);
  }

  @Test
  void anUnknownDatasetCannotBeUpdatedOrUnregistered() {
    assertThatThrownBy(() -> update(definition(folder)))
        .hasMessageContaining("there is no dataset 'numbers'");
    assertThatThrownBy(this::unregister).hasMessageContaining("there is no dataset 'numbers'");
  }

  @Test
  void anUnregisteredDatasetIsForgottenAndItsFilesStay() {
    Path file = StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 10);
    unregister();
    assertThat(file).hasSize(10L * StorageFixture.RECORD_SIZE);
    assertThat(
            storage
                .stub()
                .checkAvailability(
                    DatasetAvailableRequest.newBuilder().setDatasetId("numbers").build())
                .getAvailable())
        .isFalse();
    assertThat(storage.register("numbers", folder).getError()).isEmpty();
    storage.awaitSamples("numbers", 10);
  }

  @Test
  void hiddenFilesAreIngestedOnRequestOnly() {
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    StorageFixture.write(folder.resolve("._a.bin"), 1001, 10, 10);
    StorageFixture.write(folder.resolve(".git/objects/b.bin"), 1002, 20, 10);
    StorageFixture.write(folder.resolve("c/.d/e.bin"), 1003, 30, 10);
    storage.register("numbers", folder);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", now -> now.getCompletedScans() >= 2);
    assertThat(status.getNumberOfSamples()).isEqualTo(10);
    assertThat(status.getNumberOfRejectedFiles()).isZero();

    update(definition(folder).setIncludeHidden(true));
    storage.awaitSamples("numbers", 40);
    update(definition(folder));
    storage.awaitStatus("numbers", now -> now.getCompletedScans() >= 2);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, 40))).hasSize(40);
  }

  @Test
  void aLinkToItsOwnFolderIsSkippedAndReported() throws IOException {
    StorageFixture.write(folder.resolve("below/a.bin"), 1000, 0, 10);
    Files.createSymbolicLink(folder.resolve("below/loop"), folder);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 10);
    GetDatasetStatusResponse status =
        storage.awaitStatus("numbers", now -> now.getCompletedScans() >= 1);
    assertThat(status.getScanError()).isEmpty();
    assertThat(status.getRejectedFilesList())
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.getPath()).isEqualTo("below/loop");
              assertThat(skipped.getReason()).contains("a folder that it is in itself");
            });
  }

  @Test
  void samplesOfBefore1970AreFound() {
    StorageFixture.write(folder.resolve("a.bin"), -100_000, 0, 2);
    StorageFixture.write(folder.resolve("b.bin"), -1, 2, 3);
    StorageFixture.write(folder.resolve("c.bin"), 5, 5, 4);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 9);
    assertThat(storage.samplesSince("numbers", 0)).hasSize(4);
    assertThat(storage.samplesSince("numbers", -1)).hasSize(7);
    assertThat(storage.samplesSince("numbers", Long.MIN_VALUE)).hasSize(9);
    assertThat(inInterval(-100_000, -1, true)).isEqualTo(5);
    assertThat(inInterval(-1, 4, true)).isEqualTo(3);
    assertThat(inInterval(-1, 4, false)).isEqualTo(5);
    assertThat(storage.samplesSince("numbers", -100_000).getFirst()[1]).isEqualTo(-100_000);
  }

  private int inInterval(long start, long end, boolean hasNegativeTimes) {
    int[] samples = {0};
    storage
        .stub()
        .getDataInInterval(
            GetDataInIntervalRequest.newBuilder()
                .setDatasetId("numbers")
                .setStartTimestamp(start)
                .setEndTimestamp(end)
                .setHasNegativeTimes(hasNegativeTimes)
                .build())
        .forEachRemaining(message -> samples[0] += message.getKeysCount());
    return samples[0];
  }

  private static RegisterNewDatasetRequest.Builder definition(Path base) {
    return RegisterNewDatasetRequest.newBuilder()
        .setDatasetId("numbers")
        .setBasePath(base.toString())
        .setFilesystemWrapperType("LocalFilesystemWrapper")
        .setFileWrapperType("BinaryFileWrapper")
        .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG)
        .setVersion("1");
  }

  private void update(RegisterNewDatasetRequest.Builder definition) {
    storage.stub().updateDataset(definition.build());
  }

  private void unregister() {
    storage
        .stub()
        .unregisterDataset(DatasetAvailableRequest.newBuilder().setDatasetId("numbers").build());
  }
}
