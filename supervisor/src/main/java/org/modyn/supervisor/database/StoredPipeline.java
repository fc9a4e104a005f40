package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A pipeline in the database.
 *
 * @param endedAt empty while it runs
 * @param triggers whose model is trained and stored; empty while it runs, and when the supervisor
 *     died before the end
 * @param error one line; set when the status is failed, cancelled or stopped
 * @param logPath empty when the pipeline has not come so far
 */
public record StoredPipeline(
    int id,
    String name,
    PipelineStatus status,
    Instant startedAt,
    Optional<Instant> endedAt,
    OptionalInt triggers,
    Optional<String> error,
    String logPath) {
  public StoredPipeline {
    requireNonNull(name, "name is null");
    requireNonNull(status, "status is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(endedAt, "endedAt is null");
    requireNonNull(triggers, "triggers is null");
    requireNonNull(error, "error is null");
    requireNonNull(logPath, "logPath is null");
  }
}
