package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.storage.GetCurrentTimestampRequest;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDataInIntervalResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;

/** Keys, timestamps and labels of an interval. */
final class ListingTest {
  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void takeFiles() {
    storage = StorageFixture.start(", sample_batch_size: 7");
    StorageFixture.write(folder.resolve("second.bin"), 2000, 10, 10);
    StorageFixture.write(folder.resolve("first.bin"), 1000, 0, 10);
    StorageFixture.write(folder.resolve("third.bin"), 3000, 20, 10);
    storage.register("numbers", folder, true);
    storage.awaitSamples("numbers", 30);
    StorageFixture.write(folder.resolve("late.bin"), 1500, 30, 5);
    storage.awaitSamples("numbers", 35);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void newDataIsOrderedByTimestampAndKey() {
    assertThat(keysOf(storage.samplesSince("numbers", 0)))
        .containsExactlyElementsOf(
            concat(range(1, 10), range(31, 35), range(11, 20), range(21, 30)));
    for (long[] sample : storage.samplesSince("numbers", 0)) {
      assertThat(sample[2]).isEqualTo(StorageFixture.label(sample[0] - 1));
      assertThat(sample[1]).isEqualTo(timestampOf(sample[0]));
    }
  }

  @Test
  void theStartIsInclusive() {
    assertThat(keysOf(storage.samplesSince("numbers", 2000)))
        .containsExactlyElementsOf(range(11, 30));
    assertThat(keysOf(storage.samplesSince("numbers", 2001)))
        .containsExactlyElementsOf(range(21, 30));
    assertThat(storage.samplesSince("numbers", 3001)).isEmpty();
  }

  @Test
  void anIntervalHasBothItsEnds() {
    assertThat(interval(1500, 2000))
        .containsExactlyElementsOf(concat(range(31, 35), range(11, 20)));
    assertThat(interval(1501, 1999)).isEmpty();
    assertThat(interval(2000, 1000)).isEmpty();
    assertThat(interval(0, 1000)).containsExactlyElementsOf(range(1, 10));
  }

  @Test
  void theSizeOfAnIntervalExcludesItsEnd() {
    GetDatasetSizeRequest.Builder request =
        GetDatasetSizeRequest.newBuilder().setDatasetId("numbers");
    assertThat(size(request)).isEqualTo(35);
    assertThat(size(request.setStartTimestamp(1500))).isEqualTo(25);
    assertThat(size(request.setEndTimestamp(3000))).isEqualTo(15);
    assertThat(size(request.clearStartTimestamp())).isEqualTo(25);
    assertThat(size(request.setEndTimestamp(0))).isZero();
    assertThat(size(request.setStartTimestamp(0).setEndTimestamp(1001))).isEqualTo(10);
    assertThat(size(request.setStartTimestamp(3000).setEndTimestamp(1000))).isZero();
    assertThat(size(request.setStartTimestamp(-7).setEndTimestamp(-5))).isZero();
    // what the original's clients send for "unset"
    assertThat(size(request.setStartTimestamp(-1).setEndTimestamp(-1))).isEqualTo(35);
  }

  @Test
  void workersShareTheKeysEqually() {
    assertThat(share(0, 4)).containsExactlyElementsOf(range(1, 9));
    assertThat(share(1, 4)).containsExactlyElementsOf(range(10, 18));
    assertThat(share(2, 4)).containsExactlyElementsOf(range(19, 27));
    assertThat(share(3, 4)).containsExactlyElementsOf(range(28, 35));
    assertThat(share(39, 40)).isEmpty();
    assertThat(share(34, 40)).containsExactly(35L);
  }

  @Test
  void workersShareAnIntervalWithoutItsEnd() {
    GetDataPerWorkerRequest.Builder request =
        GetDataPerWorkerRequest.newBuilder().setStartTimestamp(1500).setEndTimestamp(3000);
    assertThat(share(request, 0, 2)).containsExactlyElementsOf(concat(range(11, 18)));
    assertThat(share(request, 1, 2))
        .containsExactlyElementsOf(concat(range(19, 20), range(31, 35)));
    assertThat(share(request.setStartTimestamp(3001), 0, 2)).isEmpty();
  }

  @Test
  void aWorkerThatCannotBeIsRefused() {
    assertFails(Status.Code.INVALID_ARGUMENT, "worker_id is 2", () -> share(2, 2));
    assertFails(Status.Code.INVALID_ARGUMENT, "worker_id is -1", () -> share(-1, 2));
    assertFails(Status.Code.INVALID_ARGUMENT, "total_workers is 0", () -> share(0, 0));
  }

  @Test
  void messagesHaveAtMostTheConfiguredNumberOfSamples() {
    storage
        .stub()
        .getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId("numbers").build())
        .forEachRemaining(message -> assertThat(message.getKeysCount()).isBetween(1, 7));
  }

  @Test
  void anUnknownDatasetIsNotFound() {
    assertFails(Status.Code.NOT_FOUND, "nothing", () -> storage.samplesSince("nothing", 0));
    assertFails(Status.Code.NOT_FOUND, "nothing", () -> storage.status("nothing"));
    assertFails(
        Status.Code.NOT_FOUND,
        "nothing",
        () ->
            storage
                .stub()
                .getDataInInterval(
                    GetDataInIntervalRequest.newBuilder().setDatasetId("nothing").build())
                .next());
    assertFails(
        Status.Code.NOT_FOUND,
        "nothing",
        () ->
            storage
                .stub()
                .getDataPerWorker(
                    GetDataPerWorkerRequest.newBuilder()
                        .setDatasetId("nothing")
                        .setTotalWorkers(1)
                        .build())
                .next());
    GetDatasetSizeResponse size =
        storage
            .stub()
            .getDatasetSize(GetDatasetSizeRequest.newBuilder().setDatasetId("nothing").build());
    assertThat(size.getSuccess()).isFalse();
  }

  @Test
  void theCurrentTimeIsInSeconds() {
    long before = System.currentTimeMillis() / 1000;
    long now =
        storage
            .stub()
            .getCurrentTimestamp(GetCurrentTimestampRequest.getDefaultInstance())
            .getTimestamp();
    assertThat(now).isBetween(before, System.currentTimeMillis() / 1000);
  }

  private List<Long> interval(long start, long end) {
    Iterator<GetDataInIntervalResponse> messages =
        storage
            .stub()
            .getDataInInterval(
                GetDataInIntervalRequest.newBuilder()
                    .setDatasetId("numbers")
                    .setStartTimestamp(start)
                    .setEndTimestamp(end)
                    .build());
    List<Long> keys = new ArrayList<>();
    messages.forEachRemaining(
        message -> {
          assertThat(message.getLabelsCount()).isEqualTo(message.getKeysCount());
          assertThat(message.getTimestampsCount()).isEqualTo(message.getKeysCount());
          keys.addAll(message.getKeysList());
        });
    return keys;
  }

  private List<Long> share(int worker, int workers) {
    return share(GetDataPerWorkerRequest.newBuilder(), worker, workers);
  }

  private List<Long> share(GetDataPerWorkerRequest.Builder request, int worker, int workers) {
    Iterator<GetDataPerWorkerResponse> messages =
        storage
            .stub()
            .getDataPerWorker(
                request
                    .setDatasetId("numbers")
                    .setWorkerId(worker)
                    .setTotalWorkers(workers)
                    .build());
    List<Long> keys = new ArrayList<>();
    messages.forEachRemaining(message -> keys.addAll(message.getKeysList()));
    return keys;
  }

  private long size(GetDatasetSizeRequest.Builder request) {
    GetDatasetSizeResponse response = storage.stub().getDatasetSize(request.build());
    assertThat(response.getSuccess()).isTrue();
    return response.getNumKeys();
  }

  private static void assertFails(Status.Code code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static long timestampOf(long key) {
    if (key > 30) {
      return 1500;
    }
    return 1000 * (1 + (key - 1) / 10);
  }

  private static List<Long> keysOf(List<long[]> samples) {
    return samples.stream().map(sample -> sample[0]).toList();
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @SafeVarargs
  private static List<Long> concat(List<Long>... parts) {
    List<Long> all = new ArrayList<>();
    for (List<Long> part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
