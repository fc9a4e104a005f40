package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.modyn.common.error.database.ConnectionFailures;

/** The table {@code pipelines}. Thread safe. */
public final class PipelineRepository {
  private final Jdbi jdbi;

  public PipelineRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Inserts a pipeline that is about to start.
   *
   * @param configuration the pipeline file, as JSON
   * @return the pipeline's id
   */
  public int add(
      String name,
      String configuration,
      Optional<Integer> startReplayAt,
      Optional<Integer> stopReplayAt,
      Optional<Integer> maximumTriggers) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO pipelines
                      (name, configuration, start_replay_at, stop_replay_at, maximum_triggers, status)
                    VALUES
                      (:name, CAST(:configuration AS json), :startReplayAt, :stopReplayAt, :maximumTriggers, 'running')
                    """)
                .bind("name", name)
                .bind("configuration", configuration)
                .bind("startReplayAt", startReplayAt.orElse(null))
                .bind("stopReplayAt", stopReplayAt.orElse(null))
                .bind("maximumTriggers", maximumTriggers.orElse(null))
                .executeAndReturnGeneratedKeys("pipeline_id")
                .mapTo(Integer.class)
                .one());
  }

  /** Waits for a database that restarts. */
  public void setLogPath(int pipelineId, String logPath) {
    update(
        handle ->
            handle
                .createUpdate("UPDATE pipelines SET log_path = :logPath WHERE pipeline_id = :id")
                .bind("logPath", logPath)
                .bind("id", pipelineId));
  }

  /** Updates may be done twice. */
  private void update(Function<Handle, Update> update) {
    ConnectionFailures.repeat(() -> jdbi.withHandle(handle -> update.apply(handle).execute()));
  }

  /**
   * Records how a pipeline ended. Waits for a database that restarts.
   *
   * @param triggers the number of triggers whose model was trained and stored
   */
  public void end(int pipelineId, PipelineStatus status, Optional<String> error, int triggers) {
    update(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE pipelines
                    SET status = :status, error = :error, triggers = :triggers, ended_at = now()
                    WHERE pipeline_id = :id
                    """)
                .bind("status", status.text())
                .bind("error", error.orElse(null))
                .bind("triggers", triggers)
                .bind("id", pipelineId));
  }

  /**
   * Marks all pipelines with the status running as failed. Called at startup, when none can run.
   *
   * @return the number of pipelines
   */
  public int failAllRunning(String error) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE pipelines SET status = 'failed', error = :error, ended_at = now()
                    WHERE status = 'running'
                    """)
                .bind("error", error)
                .execute());
  }

  public Optional<StoredPipeline> find(int pipelineId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM pipelines WHERE pipeline_id = :id")
                .bind("id", pipelineId)
                .map((row, context) -> toPipeline(row))
                .findOne());
  }

  /** Returns all pipelines, oldest first. */
  public List<StoredPipeline> list() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM pipelines ORDER BY pipeline_id")
                .map((row, context) -> toPipeline(row))
                .list());
  }

  private static StoredPipeline toPipeline(ResultSet row) throws SQLException {
    int triggers = row.getInt("triggers");
    return new StoredPipeline(
        row.getInt("pipeline_id"),
        row.getString("name"),
        PipelineStatus.ofText(row.getString("status")),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getObject("triggers") == null ? OptionalInt.empty() : OptionalInt.of(triggers),
        Optional.ofNullable(row.getString("error")),
        row.getString("log_path"));
  }
}
