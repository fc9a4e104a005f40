package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.common.sample.SampleStream;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.GetDeletedKeysRequest;

/**
 * A reader may ask for an answer without deleted and unreadable samples, and receives their keys.
 */
final class SkippedSamplesTest {
  private static final int LARGE = 30_000;
  private static final SampleReadPolicy SKIP_ALL = new SampleReadPolicy(true, true);
  private static final SampleReadPolicy SKIP_DELETED = new SampleReadPolicy(true, false);

  @TempDir private Path folder;
  private StorageFixture storage;

  private final List<Long> received = new ArrayList<>();
  private final List<Long> deleted = new ArrayList<>();
  private final List<Long> unreadable = new ArrayList<>();

  @BeforeEach
  void ingestFiles() {
    storage = StorageFixture.start(", sample_batch_size: 7");
    for (int file = 0; file < 5; file++) {
      StorageFixture.write(folder.resolve(file + ".bin"), 1000 + file, file * 20L, 20);
    }
    StorageFixture.write(folder.resolve("large.bin"), 2000, 100, LARGE);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 100 + LARGE);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void deletedSamplesAreSkippedAndNamed() {
    delete(3, 20, 21, 100);
    delete(StorageFixture.keys(41, 60));
    read(SKIP_DELETED, StorageFixture.keys(1, 100));
    assertThat(deleted)
        .isEqualTo(
            LongStream.concat(
                    LongStream.concat(LongStream.of(3, 20, 21), LongStream.rangeClosed(41, 60)),
                    LongStream.of(100))
                .boxed()
                .toList());
    assertThat(received).hasSize(76).doesNotContainAnyElementsOf(deleted);
    assertThat(unreadable).isEmpty();
  }

  @Test
  void manySkippedKeysComeInSeveralMessages() {
    delete(StorageFixture.keys(102, 100 + LARGE));
    long[] keys = StorageFixture.keys(1, 100 + LARGE);
    read(SKIP_DELETED, keys);
    assertThat(deleted).hasSize(LARGE - 1).doesNotHaveDuplicates();
    assertThat(received).isEqualTo(LongStream.rangeClosed(1, 101).boxed().toList());
    received.clear();
    read(SKIP_DELETED, StorageFixture.keys(102, 100 + LARGE));
    assertThat(received).isEmpty();
  }

  @Test
  void samplesOfChangedCutAndVanishedFilesAreSkippedAndNamed() throws IOException {
    StorageFixture.write(folder.resolve("0.bin"), 9000, 0, 20);
    try (FileChannel file = FileChannel.open(folder.resolve("2.bin"), StandardOpenOption.WRITE)) {
      file.truncate(30);
    }
    Files.delete(folder.resolve("4.bin"));
    delete(61);
    read(SKIP_ALL, StorageFixture.keys(1, 101));
    assertThat(unreadable)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, 100).filter(key -> (key - 1) / 20 % 2 == 0).boxed().toList());
    assertThat(deleted).containsExactly(61L);
    assertThat(received).hasSize(40);
    assertThat(received).doesNotContainAnyElementsOf(unreadable);
    assertThatThrownBy(() -> read(SKIP_DELETED, StorageFixture.keys(1, 101)))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS));
  }

  @Test
  void keysThatWereNeverGivenAreAnError() {
    assertThatThrownBy(() -> read(SKIP_ALL, 1, 101 + LARGE))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.NOT_FOUND));
    assertThatThrownBy(() -> read(SKIP_ALL, 0, 1)).hasMessageContaining("the keys 0");
  }

  @Test
  void theLastKeyStaysKnownWhenItsFileIsGone() {
    delete(StorageFixture.keys(101, 100 + LARGE));
    storage.stopServer();
    storage.startServer(List.of());
    read(SKIP_ALL, 1, 100 + LARGE);
    assertThat(received).containsExactly(1L);
    assertThat(deleted).containsExactly(100L + LARGE);
  }

  @Test
  void deletedKeysAreListedAsRanges() {
    delete(3, 4, 7, 81);
    delete(StorageFixture.keys(21, 40));
    List<String> ranges = new ArrayList<>();
    storage
        .stub()
        .getDeletedKeys(GetDeletedKeysRequest.newBuilder().setDatasetId("numbers").build())
        .forEachRemaining(
            message -> {
              for (int i = 0; i < message.getFirstKeysCount(); i++) {
                ranges.add(message.getFirstKeys(i) + "-" + message.getLastKeys(i));
              }
            });
    assertThat(ranges).containsExactly("3-4", "7-7", "21-40", "81-81");
  }

  private void read(SampleReadPolicy policy, long... keys) {
    received.clear();
    deleted.clear();
    unreadable.clear();
    try (SampleStream stream = new SampleClient(storage.channel()).get("numbers", keys, policy)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        LongStream.of(batch.deletedKeys()).forEach(deleted::add);
        LongStream.of(batch.unreadableKeys()).forEach(unreadable::add);
        for (int i = 0; i < batch.size(); i++) {
          assertThat(StorageFixture.number(batch, i)).isEqualTo(batch.key(i) - 1);
          received.add(batch.key(i));
        }
        batch.close();
      }
    }
  }

  private void delete(long... keys) {
    assertThat(
            storage
                .stub()
                .deleteData(
                    DeleteDataRequest.newBuilder()
                        .setDatasetId("numbers")
                        .addAllKeys(LongStream.of(keys).boxed().toList())
                        .setMarkOnly(true)
                        .build())
                .getError())
        .isEmpty();
  }
}
