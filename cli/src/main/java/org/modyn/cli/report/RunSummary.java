package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The summary of a pipeline.
 *
 * @param logPath the file of the pipeline log, possibly on the supervisor's machine
 * @param reportPath the HTML report; empty while there is none
 */
public record RunSummary(PipelineResult result, String logPath, Optional<String> reportPath) {
  public RunSummary {
    requireNonNull(result, "result is null");
    requireNonNull(logPath, "logPath is null");
    requireNonNull(reportPath, "reportPath is null");
  }

  /** Returns this summary with a report. */
  public RunSummary withReportPath(String path) {
    return new RunSummary(result, logPath, Optional.of(path));
  }
}
