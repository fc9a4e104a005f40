package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPageResponse;
import org.modyn.proto.storage.SampleInTime;

/** A client that follows the pages receives every sample once. */
final class DataPageTest {
  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start(", sample_batch_size: 7");
    storage.register("numbers", folder, true);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void equalTimestampsOnSeveralPagesWhileSamplesAreDeleted() {
    StorageFixture.write(folder.resolve("a.bin"), -5, 0, 10);
    StorageFixture.write(folder.resolve("b.bin"), 2000, 10, 10);
    StorageFixture.write(folder.resolve("c.bin"), 2000, 20, 10);
    storage.awaitSamples("numbers", 30);

    GetDataPageResponse first = page(request().setFirstTimestamp(-5).setLimit(14));
    assertThat(first.getKeysList()).isEqualTo(range(1, 14));
    assertThat(first.getTimestampsList().subList(8, 12)).containsExactly(-5L, -5L, 2000L, 2000L);
    assertThat(first.getLabelsList()).isEqualTo(range(0, 13));
    assertThat(first.getAtEnd()).isFalse();
    assertThat(first.getNextPosition()).isEqualTo(31);

    delete(1, 13, 14, 15, 16, 21);
    GetDataPageResponse second = page(request().setAfterSample(last(first)).setLimit(6));
    assertThat(second.getKeysList()).containsExactly(17L, 18L, 19L, 20L, 22L, 23L);
    assertThat(second.getAtEnd()).isFalse();
    GetDataPageResponse third = page(request().setAfterSample(last(second)).setLimit(7));
    assertThat(third.getKeysList()).isEqualTo(range(24, 30));
    assertThat(third.getAtEnd()).isTrue();
    GetDataPageResponse fourth = page(request().setAfterSample(last(third)).setLimit(7));
    assertThat(fourth.getKeysList()).isEmpty();
    assertThat(fourth.getAtEnd()).isTrue();
  }

  @Test
  void theLastTimestampIsInclusive() {
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 3);
    StorageFixture.write(folder.resolve("b.bin"), 1001, 3, 3);
    StorageFixture.write(folder.resolve("c.bin"), 1002, 6, 3);
    storage.awaitSamples("numbers", 9);
    GetDataPageResponse page =
        page(request().setFirstTimestamp(1000).setLastTimestamp(1001).setLimit(6));
    assertThat(page.getKeysList()).isEqualTo(range(1, 6));
    assertThat(page.getAtEnd()).isTrue();
    assertThat(page(request().setFirstTimestamp(1001).setLastTimestamp(1000)).getAtEnd()).isTrue();
  }

  @Test
  void pagesInTheOrderOfIngestEndAtTheIngestPosition() {
    StorageFixture.write(folder.resolve("a.bin"), 3000, 0, 5);
    storage.awaitSamples("numbers", 5);
    StorageFixture.write(folder.resolve("b.bin"), 1000, 5, 5);
    storage.awaitSamples("numbers", 10);
    delete(5, 9, 10);

    GetDataPageResponse first = page(request().setPosition(0).setLimit(4));
    assertThat(first.getKeysList()).isEqualTo(range(1, 4));
    assertThat(first.getNextPosition()).isEqualTo(5);
    assertThat(first.getAtEnd()).isFalse();
    GetDataPageResponse second = page(request().setPosition(5).setLimit(4));
    assertThat(second.getKeysList()).isEqualTo(range(6, 8));
    assertThat(second.getTimestampsList()).containsOnly(1000L);
    assertThat(second.getNextPosition()).as("after the deleted samples").isEqualTo(11);
    assertThat(second.getAtEnd()).isTrue();
    assertThat(page(request().setPosition(11)).getNextPosition()).isEqualTo(11);
  }

  @Test
  void aPageHasAtMost200000Samples() {
    StorageFixture.write(folder.resolve("a.bin"), 3000, 0, 200_001);
    storage.awaitSamples("numbers", 200_001);
    for (int limit : new int[] {0, 1_000_000}) {
      GetDataPageResponse page = page(request().setFirstTimestamp(0).setLimit(limit));
      assertThat(page.getKeysCount()).isEqualTo(200_000);
      assertThat(page.getAtEnd()).isFalse();
      GetDataPageResponse next = page(request().setAfterSample(last(page)).setLimit(limit));
      assertThat(next.getKeysList()).containsExactly(200_001L);
    }
  }

  @Test
  void refusesRequestsWithoutAMeaning() {
    assertFails(Status.Code.INVALID_ARGUMENT, "no start", request());
    assertFails(
        Status.Code.INVALID_ARGUMENT, "limit is -1", request().setFirstTimestamp(0).setLimit(-1));
    assertFails(
        Status.Code.INVALID_ARGUMENT,
        "last_timestamp",
        request().setPosition(1).setLastTimestamp(5));
    assertFails(
        Status.Code.FAILED_PRECONDITION,
        "position is 2, but the ingest position of the dataset 'numbers' is 1",
        request().setPosition(2));
    assertFails(
        Status.Code.NOT_FOUND, "'none'", request().setDatasetId("none").setFirstTimestamp(0));
  }

  private void assertFails(Status.Code code, String message, GetDataPageRequest.Builder request) {
    assertThatThrownBy(() -> page(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private void delete(long... keys) {
    DeleteDataRequest.Builder request =
        DeleteDataRequest.newBuilder().setDatasetId("numbers").setMarkOnly(true);
    LongStream.of(keys).forEach(request::addKeys);
    assertThat(storage.stub().deleteData(request.build()).getSuccess()).isTrue();
  }

  private static GetDataPageRequest.Builder request() {
    return GetDataPageRequest.newBuilder().setDatasetId("numbers");
  }

  private GetDataPageResponse page(GetDataPageRequest.Builder request) {
    return storage.stub().getDataPage(request.build());
  }

  private static SampleInTime last(GetDataPageResponse page) {
    int last = page.getKeysCount() - 1;
    return SampleInTime.newBuilder()
        .setTimestamp(page.getTimestamps(last))
        .setKey(page.getKeys(last))
        .build();
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
