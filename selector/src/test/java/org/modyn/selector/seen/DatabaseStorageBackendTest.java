package org.modyn.selector.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.selector.database.SampleRows;
import org.modyn.selector.database.SeenRepository;

class DatabaseStorageBackendTest extends StorageBackendContract {
  private final SeenRepository repository = SeenDatabase.repository();

  @Override
  Place newPlace() {
    int pipelineId = SeenDatabase.newPipeline();
    return new Place() {
      @Override
      public StorageBackend open(long recordedCount) {
        return DatabaseStorageBackend.open(repository, pipelineId, recordedCount);
      }

      @Override
      public void close() {
        repository.dropPartition(pipelineId);
      }
    };
  }

  private static SeenSamples samples(long firstKey, int count) {
    return new SeenSamples(
        LongStream.range(firstKey, firstKey + count).toArray(),
        new long[count],
        new long[count],
        count);
  }

  private static long[] keys(StorageBackend seen) {
    long[] keys = new long[(int) seen.count()];
    try (ColumnCursor cursor = seen.read(Column.KEY, 0, keys.length)) {
      assertThat(cursor.read(keys, 0, keys.length)).isEqualTo(keys.length);
    }
    return keys;
  }

  @Test
  void samplesAreSpreadOverTheSubPartitions() {
    int pipelineId = SeenDatabase.newPipeline();
    try (StorageBackend seen = DatabaseStorageBackend.open(repository, pipelineId, 0)) {
      seen.append(0, samples(0, 3000));
      for (int part = 0; part < 3; part++) {
        String table = String.format(Locale.ROOT, "seen_samples_%d_%d", pipelineId, part);
        int rows =
            SeenDatabase.database()
                .jdbi()
                .withHandle(
                    handle ->
                        handle
                            .createQuery("SELECT count(*) FROM " + table)
                            .mapTo(Integer.class)
                            .one());
        assertThat(rows).isBetween(800, 1200);
      }
    }
  }

  @Test
  void leftoversOfAnInterruptedInsertionNeverCount() {
    int pipelineId = SeenDatabase.newPipeline();
    try (StorageBackend seen = DatabaseStorageBackend.open(repository, pipelineId, 0)) {
      seen.append(0, samples(0, 10));
      leaveBehind(pipelineId, 10, 4);
      assertThat(seen.count()).isEqualTo(10);
    }
    try (StorageBackend seen = DatabaseStorageBackend.open(repository, pipelineId, 10)) {
      assertThat(keys(seen)).isEqualTo(LongStream.range(0, 10).toArray());
      seen.append(0, samples(10, 5));
      assertThat(keys(seen)).isEqualTo(LongStream.range(0, 15).toArray());
    }
  }

  /** What a process that died between inserting samples and committing their range leaves. */
  private static void leaveBehind(int pipelineId, int position, int count) {
    SeenDatabase.database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO seen_samples
                    SELECT ?, 0, position, -position, 0, 0
                    FROM generate_series(?::bigint, ?::bigint) AS position
                    """,
                    pipelineId,
                    position,
                    position + count - 1));
  }

  @Test
  void refusedSamplesAreNotThere() {
    int pipelineId = SeenDatabase.newPipeline();
    try (StorageBackend seen = DatabaseStorageBackend.open(repository, pipelineId, 0)) {
      seen.append(0, samples(0, 10));
      execute("ALTER TABLE seen_samples_%d ADD CONSTRAINT refuse CHECK (key < 15)", pipelineId);

      assertThatThrownBy(() -> seen.append(0, samples(10, 10)))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE))
          .hasMessageContaining("10 samples of pipeline " + pipelineId);
      // more than one connection inserts these
      assertThatThrownBy(() -> seen.append(0, samples(10, 200_000)))
          .isInstanceOf(ModynException.class);
      assertThat(seen.count()).isEqualTo(10);

      execute("ALTER TABLE seen_samples_%d DROP CONSTRAINT refuse", pipelineId);
      seen.append(0, samples(10, 20));
      assertThat(keys(seen)).isEqualTo(LongStream.range(0, 30).toArray());
    }
  }

  private static void execute(String statement, int pipelineId) {
    SeenDatabase.database()
        .jdbi()
        .useHandle(handle -> handle.execute(statement.formatted(pipelineId)));
  }

  @Test
  void secondWriterIsRefused() {
    int pipelineId = SeenDatabase.newPipeline();
    try (StorageBackend seen = DatabaseStorageBackend.open(repository, pipelineId, 0)) {
      seen.append(0, samples(0, 10));
      repository.insert(
          new SampleRows(pipelineId, 0, new long[1], new long[1], new long[1], 1), 10);

      assertThatThrownBy(() -> seen.append(0, samples(10, 2)))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessageContaining("another selector writes");
      assertThat(seen.count()).isEqualTo(11);
    }
  }

  @Test
  void lostRowIsDataLoss() {
    int pipelineId = SeenDatabase.newPipeline();
    try (StorageBackend seen = DatabaseStorageBackend.open(repository, pipelineId, 0)) {
      seen.append(0, samples(0, 10));
      execute("DELETE FROM seen_samples_%d WHERE position = 4", pipelineId);

      assertThatThrownBy(() -> keys(seen))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
          .hasMessageContaining("9 instead of 10 samples of pipeline " + pipelineId);
    }
  }
}
