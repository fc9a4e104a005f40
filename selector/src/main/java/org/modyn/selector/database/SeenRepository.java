package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The tables {@code seen_samples} and {@code seen_ranges}: the samples of pipelines with the
 * storage backend {@code database}. The ranges determine which samples are visible, so that
 * appending and truncating are small updates.
 *
 * <p>A sample is a row of 68 bytes. There is no primary key, which would make insertion four times
 * slower; a BRIN index on each sub-partition locates ranges of positions, as rows are stored in
 * insertion order.
 */
public final class SeenRepository {
  /** The minimum number of samples for which another connection is used. */
  private static final int SAMPLES_A_THREAD = 100_000;

  private final Jdbi jdbi;
  private final int subPartitions;
  private final int insertionThreads;

  /**
   * @param subPartitions the number of sub-partitions of new pipelines
   * @param insertionThreads the maximum number of connections that write the samples of one call;
   *     limited to the number of processors
   */
  public SeenRepository(Jdbi jdbi, int subPartitions, int insertionThreads) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
    this.subPartitions = subPartitions;
    this.insertionThreads =
        Math.clamp(insertionThreads, 1, Runtime.getRuntime().availableProcessors());
  }

  /** Creates the partition of a pipeline if it does not exist. */
  public void createPartition(int pipelineId) {
    jdbi.useTransaction(
        handle -> {
          String partition = partition(pipelineId);
          if (exists(handle, partition)) {
            return;
          }
          handle.execute(
              String.format(
                  Locale.ROOT,
                  "CREATE TABLE %s PARTITION OF seen_samples FOR VALUES IN (%d) PARTITION BY HASH"
                      + " (key)",
                  partition,
                  pipelineId));
          for (int part = 0; part < subPartitions; part++) {
            handle.execute(
                String.format(
                    Locale.ROOT,
                    "CREATE TABLE %s_%d PARTITION OF %s FOR VALUES WITH (MODULUS %d, REMAINDER %d)",
                    partition,
                    part,
                    partition,
                    subPartitions,
                    part));
          }
          handle.execute(
              "CREATE INDEX ON %s USING brin (position) WITH (pages_per_range = 16)"
                  .formatted(partition));
        });
  }

  /** Drops the partition and the ranges of a pipeline, if they exist. */
  public void dropPartition(int pipelineId) {
    jdbi.useTransaction(
        handle -> {
          handle.execute("DROP TABLE IF EXISTS " + partition(pipelineId));
          handle.execute("DELETE FROM seen_ranges WHERE pipeline_id = ?", pipelineId);
        });
  }

  /**
   * Waits for insertions in progress, which the connection of a crashed client may still have;
   * deletes the rows that interrupted insertions left; and returns the number of samples.
   */
  public long recover(int pipelineId) {
    return jdbi.inTransaction(
        handle -> {
          handle.execute(
              "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(partition(pipelineId)));
          long count =
              handle
                  .createQuery(
                      """
                      SELECT coalesce(max(end_position), 0) FROM seen_ranges
                      WHERE pipeline_id = :pipeline
                      """)
                  .bind("pipeline", pipelineId)
                  .mapTo(Long.class)
                  .one();
          deleteFrom(handle, pipelineId, count);
          return count;
        });
  }

  /** Returns the first position seen in {@code triggerId} or later; empty if there is none. */
  public OptionalLong startOfTrigger(int pipelineId, int triggerId) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT first_position FROM seen_ranges
                        WHERE pipeline_id = :pipeline AND trigger_id >= :trigger
                        ORDER BY trigger_id LIMIT 1
                        """)
                    .bind("pipeline", pipelineId)
                    .bind("trigger", triggerId)
                    .mapTo(Long.class)
                    .findOne())
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /**
   * Inserts samples atomically. After an exception, {@link #recover} reports whether they were
   * committed.
   *
   * @param position the position of the first sample: the number of samples seen so far
   * @throws ModynException FAILED_PRECONDITION when another selector has added samples meanwhile
   */
  public void insert(SampleRows rows, long position) {
    int threads =
        Math.max(1, Math.min(insertionThreads, Math.ceilDiv(rows.size(), SAMPLES_A_THREAD)));
    if (threads > 1) {
      copyInParallel(rows, position, threads);
    }
    jdbi.useTransaction(
        handle -> {
          if (threads == 1) {
            copyIn(handle, rows, position, 0, rows.size());
          }
          extend(handle, rows, position);
        });
  }

  private void copyInParallel(SampleRows rows, long position, int threads) {
    try (ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
      List<Future<?>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int from = (int) ((long) rows.size() * thread / threads);
        int to = (int) ((long) rows.size() * (thread + 1) / threads);
        parts.add(
            executor.submit(
                () -> jdbi.useTransaction(handle -> copyIn(handle, rows, position, from, to))));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new ModynException(ErrorCategory.INTERNAL, "cannot insert samples", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted while inserting samples", e);
    }
  }

  private static void copyIn(Handle handle, SampleRows rows, long position, int from, int to) {
    SampleCopy.in(handle.getConnection(), partition(rows.pipelineId()), rows, position, from, to);
  }

  private static void extend(Handle handle, SampleRows rows, long position) {
    boolean extended =
        handle
                .createUpdate(
                    """
                    UPDATE seen_ranges SET end_position = :end
                    WHERE pipeline_id = :pipeline AND trigger_id = :trigger
                      AND end_position = :position
                    """)
                .bind("pipeline", rows.pipelineId())
                .bind("trigger", rows.triggerId())
                .bind("position", position)
                .bind("end", position + rows.size())
                .execute()
            == 1;
    if (extended) {
      return;
    }
    int inserted =
        handle
            .createUpdate(
                """
                INSERT INTO seen_ranges (pipeline_id, trigger_id, first_position, end_position)
                SELECT :pipeline, :trigger, :position, :end
                WHERE :position = (SELECT coalesce(max(end_position), 0) FROM seen_ranges
                                   WHERE pipeline_id = :pipeline)
                ON CONFLICT DO NOTHING
                """)
            .bind("pipeline", rows.pipelineId())
            .bind("trigger", rows.triggerId())
            .bind("position", position)
            .bind("end", position + rows.size())
            .execute();
    if (inserted == 0) {
      throw ModynException.failedPrecondition(
          "pipeline %s no longer has %s samples: another selector writes to its tables; stop one of"
              + " them",
          rows.pipelineId(), position);
    }
  }

  /** Removes the most recently inserted samples, so that {@code count} samples remain. */
  public void truncate(int pipelineId, long count) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  "DELETE FROM seen_ranges WHERE pipeline_id = :pipeline AND first_position >="
                      + " :count")
              .bind("pipeline", pipelineId)
              .bind("count", count)
              .execute();
          handle
              .createUpdate(
                  """
                  UPDATE seen_ranges SET end_position = :count
                  WHERE pipeline_id = :pipeline AND end_position > :count
                  """)
              .bind("pipeline", pipelineId)
              .bind("count", count)
              .execute();
          deleteFrom(handle, pipelineId, count);
        });
  }

  private static void deleteFrom(Handle handle, int pipelineId, long count) {
    useIndex(handle);
    handle
        .createUpdate("DELETE FROM %s WHERE position >= :count".formatted(partition(pipelineId)))
        .bind("count", count)
        .execute();
  }

  /**
   * Copies {@code count} values of one column to the beginning of {@code target}.
   *
   * @param column {@code key}, {@code timestamp} or {@code label}
   * @param from the position of the first value
   * @param count the number of values
   * @throws ModynException DATA_LOSS when a value is missing
   */
  public void read(int pipelineId, String column, long from, long[] target, int count) {
    jdbi.useTransaction(
        handle -> {
          useIndex(handle);
          String query =
              String.format(
                  Locale.ROOT,
                  "SELECT position, %s FROM %s WHERE position >= %d AND position < %d",
                  column,
                  partition(pipelineId),
                  from,
                  from + count);
          long rows = SampleCopy.out(handle.getConnection(), query, from, target);
          if (rows != count) {
            throw ModynException.dataLoss(
                "the database has %s instead of %s samples of pipeline %s at the positions %s to"
                    + " %s",
                rows, count, pipelineId, from, from + count - 1);
          }
        });
  }

  /**
   * Adds newly inserted rows to the BRIN indexes; until then, every read scans all of those rows.
   */
  public void updateIndexes(int pipelineId) {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT brin_summarize_new_values(index.indexrelid)
                    FROM pg_index index JOIN pg_inherits part ON part.inhrelid = index.indrelid
                    WHERE part.inhparent = to_regclass(:partition)
                    """)
                .bind("partition", partition(pipelineId))
                .mapTo(Integer.class)
                .list());
  }

  /** Without statistics, the planner would choose sequential scans; JIT compilation costs more. */
  private static void useIndex(Handle handle) {
    handle.execute("SET LOCAL enable_seqscan = off");
    handle.execute("SET LOCAL jit = off");
    handle.execute("SET LOCAL max_parallel_workers_per_gather = 0");
  }

  private static boolean exists(Handle handle, String table) {
    return handle
        .createQuery("SELECT to_regclass(:table) IS NOT NULL")
        .bind("table", table)
        .mapTo(Boolean.class)
        .one();
  }

  private static String partition(int pipelineId) {
    return pipelineId < 0
        ? "seen_samples_negative_" + -(long) pipelineId
        : "seen_samples_" + pipelineId;
  }
}
