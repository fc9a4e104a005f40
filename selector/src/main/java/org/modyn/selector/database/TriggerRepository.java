package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.modyn.common.trainingset.PartitionId;

/** The tables {@code triggers}, {@code holdout_sets} and {@code trigger_partitions}. */
public final class TriggerRepository {
  private static final String COLUMNS =
      "SELECT pipeline_id, trigger_id, num_keys, num_partitions, samples_seen,"
          + " triggered_at, cleaned FROM triggers";

  private final Jdbi jdbi;

  public TriggerRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  public Optional<TriggerRow> find(int pipelineId, int triggerId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COLUMNS + " WHERE pipeline_id = :pipeline AND trigger_id = :trigger")
                .bind("pipeline", pipelineId)
                .bind("trigger", triggerId)
                .map((row, context) -> trigger(row))
                .findOne());
  }

  /** Returns the newest trigger of a pipeline; empty if it has none. */
  public Optional<TriggerRow> findLast(int pipelineId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    COLUMNS + " WHERE pipeline_id = :pipeline ORDER BY trigger_id DESC LIMIT 1")
                .bind("pipeline", pipelineId)
                .map((row, context) -> trigger(row))
                .findOne());
  }

  /**
   * Returns at most {@code limit} triggers of a pipeline, ordered by id.
   *
   * @param firstTriggerId the smallest id to return
   */
  public List<TriggerRow> list(int pipelineId, int firstTriggerId, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    COLUMNS
                        + " WHERE pipeline_id = :pipeline AND trigger_id >= :first"
                        + " ORDER BY trigger_id LIMIT :limit")
                .bind("pipeline", pipelineId)
                .bind("first", firstTriggerId)
                .bind("limit", limit)
                .map((row, context) -> trigger(row))
                .list());
  }

  /**
   * Marks the training sets of all triggers but the newest as deleted.
   *
   * @param kept the number of newest triggers to keep, at least 1
   * @return the ids of the triggers that were not marked before
   */
  public List<Integer> markCleaned(int pipelineId, int kept) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE triggers SET cleaned = true
                    WHERE pipeline_id = :pipeline AND NOT cleaned
                      AND trigger_id <= (SELECT max(trigger_id) FROM triggers
                                         WHERE pipeline_id = :pipeline) - :kept
                    RETURNING trigger_id
                    """)
                .bind("pipeline", pipelineId)
                .bind("kept", kept)
                .mapTo(Integer.class)
                .list());
  }

  /** Returns the holdout sets of triggers, ordered by trigger and number. */
  public List<HoldoutRow> findHoldoutSets(int pipelineId, int firstTriggerId, int lastTriggerId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT pipeline_id, trigger_id, holdout, num_keys, num_partitions
                    FROM holdout_sets
                    WHERE pipeline_id = :pipeline AND trigger_id BETWEEN :first AND :last
                    ORDER BY trigger_id, holdout
                    """)
                .bind("pipeline", pipelineId)
                .bind("first", firstTriggerId)
                .bind("last", lastTriggerId)
                .map(
                    (row, context) ->
                        new HoldoutRow(
                            row.getInt("pipeline_id"),
                            row.getInt("trigger_id"),
                            row.getInt("holdout"),
                            row.getLong("num_keys"),
                            row.getInt("num_partitions")))
                .list());
  }

  /** Returns the number of keys of a partition; empty if there is no such partition. */
  public OptionalInt findPartitionSize(PartitionId partition) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT num_keys FROM trigger_partitions
                        WHERE pipeline_id = :pipeline AND trigger_id = :trigger
                          AND holdout = :holdout AND partition_id = :partition
                        """)
                    .bind("pipeline", partition.pipelineId())
                    .bind("trigger", partition.triggerId())
                    .bind("holdout", partition.holdout())
                    .bind("partition", partition.partitionId())
                    .mapTo(Integer.class)
                    .findOne())
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** Returns the log of a trigger as JSON; empty if the trigger does not exist or has none. */
  public Optional<String> findLog(int pipelineId, int triggerId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT log FROM triggers
                    WHERE pipeline_id = :pipeline AND trigger_id = :trigger AND log IS NOT NULL
                    """)
                .bind("pipeline", pipelineId)
                .bind("trigger", triggerId)
                .mapTo(String.class)
                .findOne());
  }

  /**
   * Inserts a trigger, its holdout sets, the sizes of their partitions, and its log, in one
   * transaction.
   *
   * @param partitionSizes the number of keys in each partition of each set; the training set is the
   *     first, the holdout sets follow
   * @param log returns the log as JSON; called once, when the rest has been inserted
   * @return the log
   */
  public String insert(
      TriggerRow trigger, List<List<Integer>> partitionSizes, Supplier<String> log) {
    return jdbi.inTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO triggers
                    (pipeline_id, trigger_id, num_keys, num_partitions, samples_seen, triggered_at)
                  VALUES (:pipeline, :trigger, :keys, :partitions, :seen, :createdAt)
                  """)
              .bind("pipeline", trigger.pipelineId())
              .bind("trigger", trigger.triggerId())
              .bind("keys", trigger.keys())
              .bind("partitions", trigger.partitions())
              .bind("seen", trigger.samplesSeen())
              .bind("createdAt", trigger.createdAt())
              .execute();
          for (int set = 0; set < partitionSizes.size(); set++) {
            if (set > 0) {
              insertHoldoutSet(handle, trigger, set, partitionSizes.get(set));
            }
            insertPartitions(handle, trigger, set, partitionSizes.get(set));
          }
          String json = log.get();
          handle
              .createUpdate(
                  """
                  UPDATE triggers SET log = :log
                  WHERE pipeline_id = :pipeline AND trigger_id = :trigger
                  """)
              .bind("log", json)
              .bind("pipeline", trigger.pipelineId())
              .bind("trigger", trigger.triggerId())
              .execute();
          return json;
        });
  }

  private static void insertHoldoutSet(
      Handle handle, TriggerRow trigger, int holdout, List<Integer> partitionSizes) {
    handle
        .createUpdate(
            """
            INSERT INTO holdout_sets (pipeline_id, trigger_id, holdout, num_keys, num_partitions)
            VALUES (:pipeline, :trigger, :holdout, :keys, :partitions)
            """)
        .bind("pipeline", trigger.pipelineId())
        .bind("trigger", trigger.triggerId())
        .bind("holdout", holdout)
        .bind("keys", partitionSizes.stream().mapToLong(Integer::longValue).sum())
        .bind("partitions", partitionSizes.size())
        .execute();
  }

  private static void insertPartitions(
      Handle handle, TriggerRow trigger, int holdout, List<Integer> partitionSizes) {
    if (partitionSizes.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO trigger_partitions
              (pipeline_id, trigger_id, holdout, partition_id, num_keys)
            VALUES (:pipeline, :trigger, :holdout, :partition, :keys)
            """);
    for (int partition = 0; partition < partitionSizes.size(); partition++) {
      batch
          .bind("pipeline", trigger.pipelineId())
          .bind("trigger", trigger.triggerId())
          .bind("holdout", holdout)
          .bind("partition", partition)
          .bind("keys", partitionSizes.get(partition))
          .add();
    }
    batch.execute();
  }

  private static TriggerRow trigger(ResultSet row) throws SQLException {
    return new TriggerRow(
        row.getInt("pipeline_id"),
        row.getInt("trigger_id"),
        row.getLong("num_keys"),
        row.getInt("num_partitions"),
        row.getLong("samples_seen"),
        row.getObject("triggered_at", OffsetDateTime.class).toInstant(),
        row.getBoolean("cleaned"));
  }
}
