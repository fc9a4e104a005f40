package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.DeleteDataResponse;
import org.modyn.proto.storage.DeleteDatasetResponse;
import org.modyn.proto.storage.RejectedFile;
import org.modyn.proto.storage.RescanDatasetRequest;
import org.modyn.proto.storage.RescanDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;

/** A file that changed after it was ingested is left alone until a rescan is requested. */
final class ChangedFileTest {
  @TempDir private Path folder;
  private StorageFixture storage;
  private Path first;
  private Path second;

  @BeforeEach
  void ingestTwoFiles() {
    storage = StorageFixture.start();
    first = StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    second = StorageFixture.write(folder.resolve("b.bin"), 1001, 10, 100);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 110);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOverwrittenFileStaysWhenItsOldSamplesAreDeleted(boolean markOnly) throws IOException {
    byte[] content = overwriteSecond();

    DeleteDataResponse response = delete(markOnly, StorageFixture.keys(11, 110));

    assertThat(response.getSuccess()).isEqualTo(markOnly);
    assertThat(response.getLeftFilesList()).containsExactly("b.bin");
    assertThat(response.getNumberOfLeftFiles()).isEqualTo(1);
    restart();
    assertThat(second).hasBinaryContent(content);
    assertThat(keys()).containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    RejectedFile reported = rejectedFile();
    assertThat(reported.getPath()).isEqualTo("b.bin");
    assertThat(reported.getReason())
        .startsWith("it changed after it was ingested (it had 2000 bytes")
        .endsWith("its samples are deleted, and it is left as it is");
  }

  @Test
  void anUnchangedFileIsErasedThoughAnotherOneIsLeft() throws IOException {
    StorageFixture.write(first, 9000, 200, 10);
    byte[] content = Files.readAllBytes(first);

    DeleteDataResponse response = delete(false, 1, 11);

    assertThat(response.getSuccess()).isFalse();
    assertThat(response.getError())
        .contains("the samples are deleted, but not cut out of the file a.bin")
        .contains("it changed after it was ingested and is left as it is");
    assertThat(first).hasBinaryContent(content);
    assertThat(second).hasSize(99L * StorageFixture.RECORD_SIZE);
    assertThat(keys()).doesNotContain(1L, 11L).hasSize(108);
  }

  @Test
  void nothingIsErasedFromAFileThatVanished() throws IOException {
    Files.delete(first);
    assertThat(delete(false, 1, 2).getError()).isEmpty();
    assertThat(delete(false, StorageFixture.keys(3, 10)).getError()).isEmpty();
    assertThat(keys()).hasSize(100);
  }

  @Test
  void aDatasetIsDeletedWithoutTheFilesThatChanged() throws IOException {
    byte[] content = overwriteSecond();

    DeleteDatasetResponse response =
        storage
            .stub()
            .deleteDataset(DatasetAvailableRequest.newBuilder().setDatasetId("numbers").build());

    assertThat(response.getSuccess()).isTrue();
    assertThat(response.getLeftFilesList()).containsExactly("b.bin");
    assertThat(first).doesNotExist();
    assertThat(second).hasBinaryContent(content);
  }

  @Test
  void aRescanIngestsAChangedFileUnderNewKeys() {
    StorageFixture.write(second, 900, 110, 150);
    assertThat(rejectedFile().getReason())
        .endsWith("its samples with the keys 11 to 110 cannot be read");

    RescanDatasetResponse response = rescan();

    assertThat(response.getNumberOfFiles()).isEqualTo(1);
    assertThat(response.getNumberOfDeletedSamples()).isEqualTo(100);
    storage.awaitSamples("numbers", 160);
    assertThat(keys())
        .containsExactlyInAnyOrderElementsOf(
            LongStream.concat(LongStream.rangeClosed(1, 10), LongStream.rangeClosed(111, 260))
                .boxed()
                .toList());
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(111, 260))).hasSize(150);
    storage.awaitStatus("numbers", status -> status.getNumberOfRejectedFiles() == 0);
    assertThat(rescan().getNumberOfFiles()).isZero();
  }

  @Test
  void aRescanIsCompletedAfterARestart() {
    StorageFixture.write(second, 900, 110, 150);
    try (StorageServer other = StorageServer.start(storage.config(List.of()));
        GrpcClient client = GrpcClient.connect("storage", other.address())) {
      storage.stopServer();
      StorageGrpc.newBlockingStub(client.channel())
          .rescanDataset(RescanDatasetRequest.newBuilder().setDatasetId("numbers").build());
    }
    storage.startServer(List.of());
    storage.awaitSamples("numbers", 160);
  }

  @Test
  void aVanishedFileIsGivenUpWhenItIsNamed() throws IOException {
    Files.delete(second);
    assertThat(rejectedFile().getReason())
        .isEqualTo(
            "it vanished after it was ingested; its samples with the keys 11 to 110 are lost");
    assertThat(rescan().getNumberOfFiles()).isZero();
    assertThat(rescan("a.bin").getNumberOfFiles()).isZero();
    assertThat(rescan("b.bin").getNumberOfDeletedSamples()).isEqualTo(100);
    assertThat(keys()).hasSize(10);
    assertThatThrownBy(() -> rescan("b.bin"))
        .hasMessageContaining("the dataset 'numbers' has no file 'b.bin'");
    StorageFixture.write(second, 900, 110, 5);
    storage.awaitSamples("numbers", 15);
  }

  @Test
  void aFileThatWasLeftIsIngestedAfterARescan() throws IOException {
    StorageFixture.write(second, 5000, 110, 150);
    delete(true, StorageFixture.keys(11, 110));
    RescanDatasetResponse response = rescan("b.bin");
    assertThat(response.getNumberOfFiles()).isEqualTo(1);
    assertThat(response.getNumberOfDeletedSamples()).isZero();
    storage.awaitSamples("numbers", 160);
  }

  private RescanDatasetResponse rescan(String... paths) {
    return storage
        .stub()
        .rescanDataset(
            RescanDatasetRequest.newBuilder()
                .setDatasetId("numbers")
                .addAllPaths(List.of(paths))
                .build());
  }

  private byte[] overwriteSecond() throws IOException {
    StorageFixture.write(second, 5000, 500, 150);
    return Files.readAllBytes(second);
  }

  private RejectedFile rejectedFile() {
    return storage
        .awaitStatus("numbers", status -> status.getRejectedFilesCount() == 1)
        .getRejectedFiles(0);
  }

  private List<Long> keys() {
    return storage.samplesSince("numbers", 0).stream().map(sample -> sample[0]).toList();
  }

  private void restart() {
    storage.stopServer();
    storage.startServer(List.of());
  }

  private DeleteDataResponse delete(boolean markOnly, long... keys) {
    return storage
        .stub()
        .deleteData(
            DeleteDataRequest.newBuilder()
                .setDatasetId("numbers")
                .addAllKeys(LongStream.of(keys).boxed().toList())
                .setMarkOnly(markOnly)
                .build());
  }
}
