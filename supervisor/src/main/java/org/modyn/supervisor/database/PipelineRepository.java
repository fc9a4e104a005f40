package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.state.PipelineParameters;

/** The table {@code pipelines}. Thread safe. */
public final class PipelineRepository {
  private final Jdbi jdbi;

  public PipelineRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Inserts a pipeline that is about to be registered with other servers. Until it is queued, it
   * counts as failed: if the supervisor dies before, it can only be started by a repeated request.
   */
  public RegisteringPipeline add(NewPipeline pipeline) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO pipelines
                      (name, configuration, start_replay_at, stop_replay_at, maximum_triggers,
                       start_position, selector_batch_size, request_id, registered, status, error)
                    VALUES
                      (:name, CAST(:configuration AS json), :startReplayAt, :stopReplayAt,
                       :maximumTriggers, :startPosition, :selectorBatchSize, :requestId, false,
                       'failed',
                       'the supervisor ended while the pipeline was being registered')
                    """)
                .bind("name", pipeline.name())
                .bind("configuration", pipeline.configuration())
                .bind("startReplayAt", pipeline.startReplayAt().orElse(null))
                .bind("stopReplayAt", pipeline.stopReplayAt().orElse(null))
                .bind("maximumTriggers", pipeline.maximumTriggers().orElse(null))
                .bind("startPosition", pipeline.startPosition())
                .bind("selectorBatchSize", pipeline.selectorBatchSize())
                .bind("requestId", pipeline.requestId().orElse(null))
                .executeAndReturnGeneratedKeys("pipeline_id", "run_id", "registered")
                .map((row, context) -> toRegistering(row))
                .one());
  }

  private static RegisteringPipeline toRegistering(ResultSet row) throws SQLException {
    return new RegisteringPipeline(
        row.getInt("pipeline_id"), row.getString("run_id"), row.getBoolean("registered"));
  }

  /** Returns the pipeline that a request has started, or has begun to register. */
  public Optional<RegisteringPipeline> findByRequest(String requestId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT pipeline_id, run_id, registered FROM pipelines WHERE request_id = :id")
                .bind("id", requestId)
                .map((row, context) -> toRegistering(row))
                .findOne());
  }

  /** Ends a pipeline whose id is in use at another server; its request gets another pipeline. */
  public void abandon(int pipelineId, PipelineEnd end) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate("UPDATE pipelines SET request_id = NULL WHERE pipeline_id = :id")
              .bind("id", pipelineId)
              .execute();
          end(handle, pipelineId, end);
        });
  }

  /**
   * A pipeline that is being registered with other servers.
   *
   * @param runId unique among all pipelines of all databases
   * @param isRegistered whether it was queued already, so that nothing is left to do
   */
  public record RegisteringPipeline(int id, String runId, boolean isRegistered) {}

  /**
   * A pipeline that is about to start. Times are seconds since 1970.
   *
   * @param configuration the pipeline file, as JSON
   * @param startPosition the storage's ingest position
   * @param requestId the id of the request; empty if it has none
   */
  public record NewPipeline(
      String name,
      String configuration,
      Optional<Integer> startReplayAt,
      Optional<Integer> stopReplayAt,
      Optional<Integer> maximumTriggers,
      long startPosition,
      int selectorBatchSize,
      Optional<String> requestId) {}

  /**
   * Returns the parameters of a pipeline.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  public PipelineParameters parameters(int pipelineId) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT * FROM pipelines WHERE pipeline_id = :id")
                    .bind("id", pipelineId)
                    .map((row, context) -> toParameters(row))
                    .findOne())
        .orElseThrow(() -> ModynException.notFound("there is no pipeline %d", pipelineId));
  }

  private static PipelineParameters toParameters(ResultSet row) throws SQLException {
    int pipelineId = row.getInt("pipeline_id");
    return new PipelineParameters(
        pipelineId,
        row.getString("run_id"),
        ConfigLoader.parse(
            "configuration of pipeline " + pipelineId,
            row.getString("configuration"),
            PipelineConfig.class),
        row.getLong("start_position"),
        Optional.ofNullable(row.getObject("start_replay_at", Integer.class)),
        Optional.ofNullable(row.getObject("stop_replay_at", Integer.class)),
        Optional.ofNullable(row.getObject("maximum_triggers", Integer.class)),
        row.getInt("selector_batch_size"));
  }

  /** Sets the status of a pipeline that has not ended, or continues. */
  public void setStatus(int pipelineId, PipelineStatus status) {
    update(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE pipelines
                    SET status = :status, error = NULL, ended_at = NULL, registered = true
                    WHERE pipeline_id = :id
                    """)
                .bind("status", status.text())
                .bind("id", pipelineId));
  }

  /** Returns the pipelines that continue when a supervisor becomes active, oldest first. */
  public List<Integer> active() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT pipeline_id FROM pipelines WHERE status IN ('queued', 'running')
                    ORDER BY status = 'queued', pipeline_id
                    """)
                .mapTo(Integer.class)
                .list());
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
    TransientFailures.repeat(() -> jdbi.withHandle(handle -> update.apply(handle).execute()));
  }

  /** Records how a pipeline ended. Waits for a database that restarts. */
  public void end(int pipelineId, PipelineEnd end) {
    TransientFailures.repeat(
        () ->
            jdbi.withHandle(
                handle -> {
                  end(handle, pipelineId, end);
                  return end;
                }));
  }

  /** As {@link #end(int, PipelineEnd)}, in the transaction of the handle. */
  static void end(Handle handle, int pipelineId, PipelineEnd end) {
    handle
        .createUpdate(
            """
            UPDATE pipelines
            SET status = :status, error = :error, triggers = :triggers, ended_at = now()
            WHERE pipeline_id = :id
            """)
        .bind("status", end.status().text())
        .bind("error", end.error().orElse(null))
        .bind("triggers", end.triggers())
        .bind("id", pipelineId)
        .execute();
  }

  /** Deletes a pipeline with all that is stored of it. */
  public void delete(int pipelineId) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("DELETE FROM pipelines WHERE pipeline_id = :id")
                .bind("id", pipelineId)
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

  /** Returns the current time of the database, by which pipelines end. */
  public Instant databaseTime() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant());
  }

  /** Returns the pipelines that ended before a time, and are not paused, oldest first. */
  public List<StoredPipeline> endedBefore(Instant time) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM pipelines
                    WHERE status IN ('completed', 'failed', 'cancelled', 'stopped') AND ended_at < :time
                    ORDER BY pipeline_id
                    """)
                .bind("time", time)
                .map((row, context) -> toPipeline(row))
                .list());
  }

  /** Returns the models that pipelines start from that have not ended, or are paused. */
  public Set<Integer> initialModels() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT (configuration #>> '{training,initial_model_id}')::integer FROM pipelines
                    WHERE status IN ('queued', 'running', 'paused')
                      AND configuration #>> '{training,initial_model_id}' IS NOT NULL
                    """)
                .mapTo(Integer.class)
                .set());
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
