package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import org.modyn.cli.report.log.LoggedPipeline;

/**
 * The log of a pipeline, from its supervisor.
 *
 * @param path on the supervisor's machine
 * @param isComplete whether the pipeline has ended; if not, this is the log so far
 */
public record FetchedLog(LoggedPipeline log, String path, boolean isComplete) {
  public FetchedLog {
    requireNonNull(log, "log is null");
    requireNonNull(path, "path is null");
  }
}
