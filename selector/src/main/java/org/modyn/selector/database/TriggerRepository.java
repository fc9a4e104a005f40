package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tables {@code triggers} and {@code trigger_partitions}. */
public final class TriggerRepository {
  private static final String COLUMNS =
      "SELECT pipeline_id, trigger_id, num_keys, num_partitions, samples_seen, cleaned"
          + " FROM triggers";

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

  /** Returns the number of keys of a partition; empty if there is no such partition. */
  public OptionalInt findPartitionSize(int pipelineId, int triggerId, int partitionId) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT num_keys FROM trigger_partitions
                        WHERE pipeline_id = :pipeline AND trigger_id = :trigger
                          AND partition_id = :partition
                        """)
                    .bind("pipeline", pipelineId)
                    .bind("trigger", triggerId)
                    .bind("partition", partitionId)
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
   * Inserts a trigger, the sizes of its partitions, and its log, in one transaction.
   *
   * @param log returns the log as JSON; called once, when the rest has been inserted
   * @return the log
   */
  public String insert(TriggerRow trigger, List<Integer> partitionSizes, Supplier<String> log) {
    return jdbi.inTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO triggers
                    (pipeline_id, trigger_id, num_keys, num_partitions, samples_seen)
                  VALUES (:pipeline, :trigger, :keys, :partitions, :seen)
                  """)
              .bind("pipeline", trigger.pipelineId())
              .bind("trigger", trigger.triggerId())
              .bind("keys", trigger.keys())
              .bind("partitions", trigger.partitions())
              .bind("seen", trigger.samplesSeen())
              .execute();
          if (!partitionSizes.isEmpty()) {
            PreparedBatch batch =
                handle.prepareBatch(
                    """
                    INSERT INTO trigger_partitions
                      (pipeline_id, trigger_id, partition_id, num_keys)
                    VALUES (:pipeline, :trigger, :partition, :keys)
                    """);
            for (int partition = 0; partition < partitionSizes.size(); partition++) {
              batch
                  .bind("pipeline", trigger.pipelineId())
                  .bind("trigger", trigger.triggerId())
                  .bind("partition", partition)
                  .bind("keys", partitionSizes.get(partition))
                  .add();
            }
            batch.execute();
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

  private static TriggerRow trigger(ResultSet row) throws SQLException {
    return new TriggerRow(
        row.getInt("pipeline_id"),
        row.getInt("trigger_id"),
        row.getLong("num_keys"),
        row.getInt("num_partitions"),
        row.getLong("samples_seen"),
        row.getBoolean("cleaned"));
  }
}
