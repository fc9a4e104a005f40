package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPageResponse;
import org.modyn.proto.storage.GetIngestPositionRequest;

/** Who follows the ingest position gets every sample once, whatever its timestamp is. */
final class IngestPositionTest {
  private static final long YEAR_2100 = 4_102_444_800L;

  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start(", sample_batch_size: 7, insertion_threads: 4");
    storage.register("numbers", folder, true);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void lateAndFutureSamplesFollowWhatWasIngestedBefore() {
    assertThat(position()).isEqualTo(1);
    StorageFixture.write(folder.resolve("a.bin"), YEAR_2100, 0, 10);
    storage.awaitSamples("numbers", 10);
    long afterFirst = position();
    assertThat(timestamps(1)).hasSize(10).containsOnly(YEAR_2100);

    StorageFixture.write(folder.resolve("b.bin"), 2000, 10, 20);
    storage.awaitSamples("numbers", 30);
    assertThat(timestamps(afterFirst)).hasSize(20).containsOnly(2000L);
    StorageFixture.write(folder.resolve("c.bin"), 1999, 30, 5);
    storage.awaitSamples("numbers", 35);
    assertThat(timestamps(afterFirst)).hasSize(25);
    assertThat(timestamps(position())).isEmpty();

    storage.stopServer();
    storage.startServer(List.of());
    assertThat(position()).isEqualTo(36);
    assertThat(timestamps(afterFirst + 20)).hasSize(5).containsOnly(1999L);
  }

  @Test
  void aFollowerMissesNothingWhileFilesAreIngestedInParallel() {
    int files = 120;
    List<Long> followed = new ArrayList<>();
    long position = position();
    int written = 0;
    while (followed.size() < files * 3) {
      if (written < files) {
        StorageFixture.write(
            folder.resolve((written * 37 % files) + ".bin"),
            1000 + written * 7919L % 500,
            written * 3L,
            3);
        written++;
      }
      for (GetDataPageResponse page : from(position)) {
        followed.addAll(page.getKeysList());
        position = page.getNextPosition();
      }
    }
    assertThat(followed).isSorted().doesNotHaveDuplicates().hasSize(files * 3);
    assertThat(followed.getLast()).isEqualTo(files * 3);
    assertThat(position()).isEqualTo(position);
  }

  private long position() {
    return storage
        .stub()
        .getIngestPosition(GetIngestPositionRequest.newBuilder().setDatasetId("numbers").build())
        .getPosition();
  }

  private List<Long> timestamps(long position) {
    return from(position).stream().flatMap(page -> page.getTimestampsList().stream()).toList();
  }

  /** Returns pages of at most seven samples, up to the end of the data. */
  private List<GetDataPageResponse> from(long position) {
    List<GetDataPageResponse> pages = new ArrayList<>();
    long next = position;
    do {
      pages.add(
          storage
              .stub()
              .getDataPage(
                  GetDataPageRequest.newBuilder()
                      .setDatasetId("numbers")
                      .setPosition(next)
                      .setLimit(7)
                      .build()));
      next = pages.getLast().getNextPosition();
    } while (!pages.getLast().getAtEnd());
    return pages;
  }
}
