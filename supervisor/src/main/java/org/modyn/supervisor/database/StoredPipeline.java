package org.modyn.supervisor.database;

import java.util.Optional;

/**
 * A pipeline in the database.
 *
 * @param error one line; set when the status is failed or cancelled
 * @param logPath empty when the pipeline has not come so far
 */
public record StoredPipeline(
    int id, String name, PipelineStatus status, Optional<String> error, String logPath) {}
