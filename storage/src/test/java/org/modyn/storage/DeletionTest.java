package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.DeleteDataResponse;
import org.modyn.proto.storage.DeleteDatasetResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Deleted samples are permanently unreadable on all servers, the others are unchanged. */
final class DeletionTest {
  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void takeThreeFiles() {
    storage = StorageFixture.start(", sample_batch_size: 7");
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    StorageFixture.write(folder.resolve("single.bin"), 1001, 10, 1);
    StorageFixture.write(folder.resolve("below/b.bin"), 1002, 11, 20);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 31);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void whatCannotBeDeletedIsSaid() {
    assertFails(delete("letters", 1), "there is no dataset 'letters'");
    assertFails(delete("numbers"), "there are no keys in the request");
    assertFails(delete("numbers", 99999, 0, -7), "has no samples with these keys");
    assertLeft(StorageFixture.keys(1, 31));
  }

  @Test
  void knownKeysAreDeletedAndUnknownOnesLeftOut() {
    assertThat(delete("numbers", 5, 99999, 5, 31).getSuccess()).isTrue();
    assertLeft(without(5, 31));
    assertFails(delete("numbers", 5, 31), "has no samples with these keys");
    assertThat(folder.resolve("a.bin")).hasSize(10L * StorageFixture.RECORD_SIZE);
  }

  @Test
  void deletedKeysAreUnknown() {
    delete("numbers", 5, 6, 12);
    assertThatThrownBy(() -> storage.readAndCheck("numbers", 4, 5, 12, 7))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.NOT_FOUND))
        .hasMessageContaining("the dataset 'numbers' has no samples with the keys 5, 12");
  }

  @Test
  void aFileGoesWithItsLastSample() {
    assertThat(delete("numbers", 11).getSuccess()).isTrue();
    assertThat(folder.resolve("single.bin")).doesNotExist();
    delete("numbers", StorageFixture.keys(1, 9));
    assertThat(folder.resolve("a.bin")).exists();
    delete("numbers", 10, 12);
    assertThat(folder.resolve("a.bin")).doesNotExist();
    assertLeft(StorageFixture.keys(13, 31));
    assertThat(storage.status("numbers").getNumberOfFiles()).isEqualTo(1);
  }

  @Test
  void deletionsSurviveARestartAndReachOtherServers() {
    try (StorageServer other = StorageServer.start(storage.config(List.of()));
        GrpcClient client = GrpcClient.connect("storage", other.address())) {
      delete("numbers", 1, 11, 31);
      StorageGrpc.StorageBlockingStub stub = StorageGrpc.newBlockingStub(client.channel());
      StorageFixture.await(
          () ->
              stub.getDatasetSize(
                          GetDatasetSizeRequest.newBuilder().setDatasetId("numbers").build())
                      .getNumKeys()
                  == 28);
    }
    storage.stopServer();
    storage.startServer(List.of());
    assertLeft(without(1, 11, 31));
    delete("numbers", 2);
    assertLeft(without(1, 2, 11, 31));
  }

  @Test
  void anotherFileMayTakeThePathOfARemovedOne() {
    delete("numbers", 11);
    StorageFixture.write(folder.resolve("single.bin"), 2000, 31, 3);
    storage.awaitSamples("numbers", 33);
    assertLeft(LongStream.rangeClosed(1, 34).filter(key -> key != 11).toArray());
  }

  @Test
  void aFileThatCannotBeRemovedIsNotIngestedAgain() throws IOException {
    Path label = registerPicturesWithAnObstacle();
    assertFails(delete("pictures", 1), "cannot remove the file day/000/000000000.png");
    assertThat(storage.samplesSince("pictures", 0)).hasSize(1);
    Files.delete(label.resolve("obstacle"));
    StorageFixture.await(() -> Files.notExists(label));
    StorageFixture.await(() -> Files.notExists(label.resolveSibling("000000000.png")));
    storage.awaitStatus("pictures", status -> status.getNumberOfFiles() == 1);
    assertThat(storage.samplesSince("pictures", 0)).hasSize(1);
  }

  @Test
  void aDatasetThatCannotBeRemovedIsGoneAndTheRestFollows() throws IOException {
    Path label = registerPicturesWithAnObstacle();
    Path pictures = folder.resolve("pictures");
    assertThat(deleteDataset("pictures").getError())
        .contains("cannot remove the file day/000/000000000.png");
    assertThat(storage.register("pictures", pictures).getError()).contains("are being deleted");
    storage.stopServer();
    storage.startServer(List.of());
    Files.delete(label.resolve("obstacle"));
    StorageFixture.await(() -> Files.notExists(label.resolveSibling("000000001.png")));
    StorageFixture.await(() -> storage.register("pictures", pictures).getSuccess());
    StorageFixture.write(pictures.resolve("a.bin"), 1000, 0, 4);
    storage.awaitSamples("pictures", 4);
  }

  /** A dataset of two samples; the label file of the first one is a folder. */
  private Path registerPicturesWithAnObstacle() throws IOException {
    Path pictures = folder.resolve("pictures");
    NumberedFiles.SINGLE_SAMPLE.write(pictures, "day", 1000, 0, 2);
    storage.register("pictures", pictures, NumberedFiles.SINGLE_SAMPLE);
    storage.awaitSamples("pictures", 2);
    Path label = pictures.resolve("day/000/000000000.txt");
    Files.delete(label);
    // a folder with something in it cannot be removed like a file
    Files.createDirectories(label.resolve("obstacle"));
    return label;
  }

  @Test
  void aSingleSampleGoesWithItsLabelFile() {
    Path pictures = folder.resolve("pictures");
    NumberedFiles.SINGLE_SAMPLE.write(pictures, "day", 1000, 0, 20);
    storage.register("pictures", pictures, NumberedFiles.SINGLE_SAMPLE);
    storage.awaitSamples("pictures", 20);
    assertThat(delete("pictures", 1, 2, 3).getSuccess()).isTrue();
    assertThat(pictures).isDirectoryRecursivelyContaining("glob:**/000000003.{png,txt}");
    for (int number = 0; number < 3; number++) {
      assertThat(
              pictures.resolve(
                  String.format(Locale.ROOT, "day/00%d/00000000%d.png", number, number)))
          .doesNotExist();
      assertThat(
              pictures.resolve(
                  String.format(Locale.ROOT, "day/00%d/00000000%d.txt", number, number)))
          .doesNotExist();
    }
    assertThat(storage.samplesSince("pictures", 0)).hasSize(17);
    assertThat(
            storage
                .stub()
                .deleteDataset(
                    DatasetAvailableRequest.newBuilder().setDatasetId("pictures").build())
                .getSuccess())
        .isTrue();
    for (int number = 3; number < 10; number++) {
      assertThat(pictures.resolve("day/00" + number)).isEmptyDirectory();
    }
  }

  @Test
  void randomDeletionsLeaveExactlyTheOthers() {
    Random random = new Random(7);
    Set<Long> left = new HashSet<>(LongStream.rangeClosed(1, 31).boxed().toList());
    while (!left.isEmpty()) {
      List<Long> chosen = left.stream().filter(key -> random.nextInt(4) == 0).toList();
      assertThat(delete("numbers", toArray(chosen)).getSuccess()).isEqualTo(!chosen.isEmpty());
      left.removeAll(chosen);
      assertLeft(left.stream().mapToLong(Long::longValue).sorted().toArray());
    }
    assertThat(folder).isDirectoryNotContaining(Files::isRegularFile);
  }

  private void assertLeft(long... keys) {
    List<Long> expected = LongStream.of(keys).boxed().toList();
    assertThat(storage.samplesSince("numbers", 0).stream().map(sample -> sample[0]))
        .isEqualTo(expected);
    assertThat(storage.readAndCheck("numbers", keys.clone())).isEqualTo(expected);
    GetDatasetSizeResponse size =
        storage
            .stub()
            .getDatasetSize(GetDatasetSizeRequest.newBuilder().setDatasetId("numbers").build());
    assertThat(size.getNumKeys()).isEqualTo(keys.length);
    List<Long> shared = new ArrayList<>();
    for (int worker = 0; worker < 3; worker++) {
      storage
          .stub()
          .getDataPerWorker(
              GetDataPerWorkerRequest.newBuilder()
                  .setDatasetId("numbers")
                  .setWorkerId(worker)
                  .setTotalWorkers(3)
                  .build())
          .forEachRemaining(message -> shared.addAll(message.getKeysList()));
    }
    assertThat(shared).isEqualTo(expected);
  }

  private static void assertFails(DeleteDataResponse response, String error) {
    assertThat(response.getSuccess()).isFalse();
    assertThat(response.getError()).contains(error);
  }

  private static long[] without(long... deleted) {
    Set<Long> gone = new HashSet<>(LongStream.of(deleted).boxed().toList());
    return LongStream.rangeClosed(1, 31).filter(key -> !gone.contains(key)).toArray();
  }

  private static long[] toArray(List<Long> keys) {
    return keys.stream().mapToLong(Long::longValue).toArray();
  }

  private DeleteDataResponse delete(String dataset, long... keys) {
    return storage
        .stub()
        .deleteData(
            DeleteDataRequest.newBuilder()
                .setDatasetId(dataset)
                .addAllKeys(LongStream.of(keys).boxed().toList())
                .setMarkOnly(true)
                .build());
  }

  private DeleteDatasetResponse deleteDataset(String name) {
    return storage
        .stub()
        .deleteDataset(DatasetAvailableRequest.newBuilder().setDatasetId(name).build());
  }
}
