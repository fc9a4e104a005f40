package org.modyn.selector.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.selector.TemporaryDirectory;
import org.slf4j.LoggerFactory;

class LocalStorageBackendTest {
  private static final int PIPELINE = 4;

  /** Keys, timestamps and labels of a byte each, with 6 bytes behind them. */
  private static final int BLOCK_OF_TEN = 64 + 3 * 16;

  static {
    // hundreds of warnings that are expected here
    ((Logger) LoggerFactory.getLogger(Segment.class)).setLevel(Level.ERROR);
  }

  @TempDir private Path directory;

  /** Samples whose timestamp and label follow from their key. */
  private static SeenSamples samples(long firstKey, int count) {
    return new SeenSamples(
        LongStream.range(firstKey, firstKey + count).toArray(),
        LongStream.range(firstKey, firstKey + count).map(key -> 1_000_000 + key).toArray(),
        LongStream.range(firstKey, firstKey + count).map(key -> key % 3).toArray(),
        count);
  }

  private static LocalStorageBackend open(Path directory, long recordedCount) {
    return LocalStorageBackend.open(directory, PIPELINE, 25, recordedCount);
  }

  private static long[] read(StorageBackend seen, Column column, long from, long to) {
    long[] values = new long[(int) (to - from)];
    try (ColumnCursor cursor = seen.read(column, from, to)) {
      assertThat(cursor.read(values, 0, values.length)).isEqualTo(values.length);
      assertThat(cursor.read(new long[1], 0, 1)).isZero();
    }
    return values;
  }

  private static void assertHolds(StorageBackend seen, long count) {
    assertThat(seen.count()).isEqualTo(count);
    long[] keys = LongStream.range(0, count).toArray();
    assertThat(read(seen, Column.KEY, 0, count)).isEqualTo(keys);
    assertThat(read(seen, Column.TIMESTAMP, 0, count))
        .isEqualTo(Arrays.stream(keys).map(key -> 1_000_000 + key).toArray());
    assertThat(read(seen, Column.LABEL, 0, count))
        .isEqualTo(Arrays.stream(keys).map(key -> key % 3).toArray());
  }

  @Property(tries = 60)
  void whatWasAppendedIsReadBackAlsoAfterReopening(
      @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> batches,
      @ForAll @IntRange(min = 1, max = 30) int piece) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      long count = 0;
      try (LocalStorageBackend seen = open(temporary.path(), 0)) {
        for (int index = 0; index < batches.size(); index++) {
          seen.append(index, samples(count, batches.get(index)));
          count += batches.get(index);
        }
        assertHolds(seen, count);
      }
      try (LocalStorageBackend seen = open(temporary.path(), count)) {
        assertHolds(seen, count);
        for (long from = 0; from <= count; from += piece) {
          long to = Math.min(count, from + 2L * piece);
          assertThat(read(seen, Column.KEY, from, to))
              .isEqualTo(LongStream.range(from, to).toArray());
        }
        long start = 0;
        for (int trigger = 0; trigger < batches.size(); trigger++) {
          assertThat(seen.startOfTrigger(trigger)).isEqualTo(start);
          start += batches.get(trigger);
        }
        assertThat(seen.startOfTrigger(batches.size())).isEqualTo(count);
      }
    }
  }

  @Test
  void fileHasTheDocumentedBytes() throws IOException {
    LocalStorageBackend seen = open(directory, 0);
    seen.append(
        2, new SeenSamples(new long[] {7, 1007}, new long[] {8, 8}, new long[] {-1, 1L << 40}, 2));

    byte[] bytes = Files.readAllBytes(segment(0));

    assertThat(bytes).hasSize(64 + 64 + 8 + 0 + 16);
    assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("MODYNSEG");
    assertThat(Arrays.copyOfRange(bytes, 8, 24))
        .containsExactly(2, 0, 0, 0, PIPELINE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(new String(bytes, 64, 4, StandardCharsets.US_ASCII)).isEqualTo("MBLK");
    assertThat(Arrays.copyOfRange(bytes, 68, 80))
        .containsExactly(2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 8, 0);
    assertThat(Arrays.copyOfRange(bytes, 80, 112))
        .containsExactly(
            0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0);
    assertThat(Arrays.copyOfRange(bytes, 128, 152))
        .containsExactly(
            0,
            0,
            (byte) 0xe8,
            3,
            0,
            0,
            0,
            0,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0);
  }

  @Property(tries = 80)
  void tornEndIsTruncatedAndWritingContinues(@ForAll @IntRange(max = BLOCK_OF_TEN - 1) int left) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      LocalStorageBackend seen = open(temporary.path(), 0);
      seen.append(0, samples(0, 10));
      seen.append(0, samples(10, 10));
      Path file = temporary.path().resolve("00000000000000000000.segment");
      TemporaryDirectory.cut(file, 64 + BLOCK_OF_TEN + left);

      LocalStorageBackend reopened = open(temporary.path(), 10);
      assertHolds(reopened, 10);
      assertThat(file).hasSize(64 + BLOCK_OF_TEN);
      reopened.append(0, samples(10, 5));
      assertHolds(open(temporary.path(), 15), 15);
    }
  }

  @Property(tries = 80)
  void anyDamagedByteOfTheLastUnrecordedBlockCutsItOff(
      @ForAll @IntRange(max = BLOCK_OF_TEN - 1) int offset) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      LocalStorageBackend seen = open(temporary.path(), 0);
      seen.append(0, samples(0, 10));
      seen.append(0, samples(10, 10));
      TemporaryDirectory.damage(
          temporary.path().resolve("00000000000000000000.segment"), 64 + BLOCK_OF_TEN + offset);

      assertHolds(open(temporary.path(), 10), 10);
    }
  }

  @Property(tries = 120)
  void anyDamagedByteOfRecordedDataIsFound(
      @ForAll @IntRange(max = 64 + 3 * BLOCK_OF_TEN - 1) int offset) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      LocalStorageBackend seen = open(temporary.path(), 0);
      for (int batch = 0; batch < 5; batch++) {
        seen.append(batch, samples(10L * batch, 10));
      }
      Path file = temporary.path().resolve("00000000000000000000.segment");
      TemporaryDirectory.damage(file, offset);

      assertDataLoss(() -> assertHolds(open(temporary.path(), 50), 50), file);
    }
  }

  @Test
  void damagedBlockBeforeOthersIsNotCutOff() {
    LocalStorageBackend seen = open(directory, 0);
    seen.append(0, samples(0, 10));
    seen.append(0, samples(10, 10));
    TemporaryDirectory.damage(segment(0), 64 + 70);

    assertDataLoss(() -> open(directory, 0), segment(0));
  }

  @Test
  void recordedBlockAtTheEndIsNotCutOff() {
    LocalStorageBackend seen = open(directory, 0);
    seen.append(0, samples(0, 10));
    TemporaryDirectory.cut(segment(0), 64 + 70);

    assertDataLoss(() -> open(directory, 10), segment(0));
  }

  @Test
  void missingSegmentIsDataLoss() throws IOException {
    LocalStorageBackend seen = open(directory, 0);
    for (int batch = 0; batch < 6; batch++) {
      seen.append(0, samples(10L * batch, 10));
    }
    Files.delete(segment(30));
    assertDataLoss(() -> open(directory, 60), directory);

    Files.delete(segment(0));
    assertDataLoss(() -> open(directory, 60), directory);
  }

  @Test
  void aCheckNamesTheMissingFileAndChangesNothing() throws IOException {
    LocalStorageBackend.check(directory.resolve("never used"), PIPELINE, 0);
    assertDataLoss(() -> LocalStorageBackend.check(directory, PIPELINE, 1), segment(0));
    LocalStorageBackend seen = open(directory, 0);
    for (int batch = 0; batch < 8; batch++) {
      seen.append(0, samples(10L * batch, 10));
    }
    LocalStorageBackend.check(directory, PIPELINE, 80);
    assertDataLoss(() -> LocalStorageBackend.check(directory, PIPELINE, 81), segment(80));

    // a write that was interrupted, and blocks that were acknowledged
    TemporaryDirectory.cut(segment(60), 64 + BLOCK_OF_TEN + 20);
    LocalStorageBackend.check(directory, PIPELINE, 70);
    assertThat(segment(60)).hasSize(64 + BLOCK_OF_TEN + 20);
    assertDataLoss(() -> LocalStorageBackend.check(directory, PIPELINE, 80), segment(70));
    TemporaryDirectory.damage(segment(0), 64 + 10);
    assertDataLoss(() -> LocalStorageBackend.check(directory, PIPELINE, 70), segment(0));
    Files.delete(segment(0));
    assertDataLoss(() -> LocalStorageBackend.check(directory, PIPELINE, 70), segment(0));
  }

  /** A pipeline that ingests single samples for months. */
  @Test
  void manySmallBatchesAreRead() {
    LocalStorageBackend seen = LocalStorageBackend.open(directory, PIPELINE, 1000, 0);
    for (int batch = 0; batch < 2500; batch++) {
      seen.append(batch / 100, samples(batch, 1));
    }
    assertHolds(seen, 2500);
    assertThat(read(seen, Column.KEY, 1234, 2345))
        .isEqualTo(LongStream.range(1234, 2345).toArray());
    assertThat(seen.startOfTrigger(17)).isEqualTo(1700);
    assertThat(DurableFiles.list(directory)).hasSize(3);
    seen.truncate(1777);
    assertHolds(LocalStorageBackend.open(directory, PIPELINE, 1000, 1777), 1777);
  }

  @Test
  void truncateTakesBackWholeBatchesAcrossSegments() {
    LocalStorageBackend seen = open(directory, 0);
    for (int batch = 0; batch < 7; batch++) {
      seen.append(0, samples(10L * batch, 10));
    }
    seen.truncate(50);
    assertHolds(seen, 50);
    seen.truncate(20);
    assertHolds(seen, 20);
    seen.append(0, samples(20, 30));
    assertHolds(seen, 50);
    assertHolds(open(directory, 50), 50);
    seen.truncate(0);
    assertHolds(open(directory, 0), 0);
  }

  @Test
  void columnsMustHaveAsManyValuesAsThereAreSamples() {
    assertThatThrownBy(() -> new SeenSamples(new long[2], new long[2], new long[1], 2))
        .hasMessage("a column has less than 2 values");
  }

  @Test
  void whatAColumnHasBehindItsSamplesIsLeftOut() {
    LocalStorageBackend seen = open(directory, 0);
    long[] column = {7, 1_000_007, 1, 9, 9};
    seen.append(0, samples(0, 4));
    seen.append(
        0, new SeenSamples(new long[] {4, 9}, new long[] {1_000_004, 9}, new long[] {1, 9}, 1));
    seen.append(0, new SeenSamples(column, column, column, 0));
    assertHolds(seen, 5);
    assertHolds(open(directory, 5), 5);
  }

  private static void assertDataLoss(ThrowingCallable reading, Path file) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining(file.toString());
  }

  private Path segment(long position) {
    return directory.resolve(String.format(Locale.ROOT, "%020d.segment", position));
  }
}
