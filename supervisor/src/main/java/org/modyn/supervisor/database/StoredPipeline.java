package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.supervisor.event.PipelineStatus;

/**
 * A row of the table {@code pipelines}.
 *
 * @param endedAt empty while the pipeline runs
 * @param triggers the number of triggers whose model was trained and stored; empty while the
 *     pipeline runs, and if the supervisor crashed before its end
 * @param error one line; set when the status is failed, cancelled or stopped
 * @param logPath empty if the pipeline failed before its log was created
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
