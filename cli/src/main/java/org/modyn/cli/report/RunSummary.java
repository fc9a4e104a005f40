package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The summary of a finished pipeline.
 *
 * @param seconds from the command's start to the pipeline's end
 * @param logPath the pipeline log, on the supervisor's machine
 * @param reportPath the HTML report; empty while there is none
 */
public record RunSummary(
    String pipelineName,
    int pipelineId,
    PipelineResult result,
    double seconds,
    String logPath,
    Optional<String> reportPath) {
  public RunSummary {
    requireNonNull(pipelineName, "pipelineName is null");
    requireNonNull(result, "result is null");
    requireNonNull(logPath, "logPath is null");
    requireNonNull(reportPath, "reportPath is null");
  }

  /** Returns this summary with a report. */
  public RunSummary withReportPath(String path) {
    return new RunSummary(pipelineName, pipelineId, result, seconds, logPath, Optional.of(path));
  }
}
