package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.PipelineProgress;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.report.HtmlReport;
import org.modyn.cli.report.PipelineResult;
import org.modyn.cli.report.RunSummary;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * Submits a pipeline to a supervisor, follows it to its end, and writes the HTML report on its log.
 */
public final class PipelineSession {
  private final PipelineClient client;
  private final Progress progress;
  private final TerminationSignal signal;

  public PipelineSession(PipelineClient client, Progress progress, TerminationSignal signal) {
    this.client = requireNonNull(client, "client is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.signal = requireNonNull(signal, "signal is null");
  }

  /**
   * Runs a pipeline; returns when it has completed.
   *
   * @param file where the pipeline was read from, for messages
   * @param firstModelTrigger the trigger whose model the newest ones are compared with; the first
   *     is 1
   * @throws ModynException when the supervisor refuses the pipeline, the pipeline fails, or the
   *     supervisor dies
   */
  public RunSummary run(
      Path file, PipelineConfig pipeline, ReplayOptions options, int firstModelTrigger) {
    int pipelineId = follow(file, pipeline, options, event -> {});
    FetchedLog log = signal.interruptibly(() -> client.log(pipelineId));
    RunSummary summary =
        new RunSummary(
            new PipelineResult(log.log(), firstModelTrigger), log.path(), Optional.empty());
    Path report = reportPath(summary);
    HtmlReport.write(summary, report);
    return summary.withReportPath(report.toString());
  }

  /**
   * Runs a pipeline and passes its events on; returns when it has completed.
   *
   * @param file where the pipeline was read from, for messages
   * @throws ModynException as {@link #run}
   */
  public void watch(
      Path file,
      PipelineConfig pipeline,
      ReplayOptions options,
      Consumer<WatchPipelineResponse> consumer) {
    follow(file, pipeline, options, consumer);
  }

  /** Returns the id of the pipeline when it has ended well. */
  private int follow(
      Path file,
      PipelineConfig pipeline,
      ReplayOptions options,
      Consumer<WatchPipelineResponse> consumer) {
    int pipelineId =
        signal.interruptibly(() -> client.start(file, ConfigLoader.toJson(pipeline), options));
    progress.message("pipeline " + pipelineId + " (" + pipeline.pipeline().name() + ") started");
    PipelineProgress shown = new PipelineProgress(progress);
    PipelineEnded ended =
        signal.interruptibly(() -> client.watch(pipelineId, consumer.andThen(shown)));
    progress.endTask();
    if (!ended.getSuccess()) {
      throw notSucceeded(pipelineId, ended);
    }
    return pipelineId;
  }

  /** The error of a pipeline that was stopped or failed. */
  public static ModynException notSucceeded(int pipelineId, PipelineEnded ended) {
    return ended.getStatus().equals("stopped")
        ? new ModynException(
            ErrorCategory.CANCELLED,
            String.format(Locale.ROOT, "pipeline %d was stopped on request", pipelineId))
        : new ModynException(
            ErrorCategory.INTERNAL,
            String.format(Locale.ROOT, "pipeline %d failed: %s", pipelineId, ended.getError()));
  }

  /**
   * In the directory of the pipeline log; in the working directory when the log is on another
   * machine.
   */
  private static Path reportPath(RunSummary summary) {
    Path log = Path.of(summary.logPath()).toAbsolutePath();
    if (Files.exists(log) && Files.isWritable(log.getParent())) {
      String name = log.getFileName().toString();
      int dot = name.lastIndexOf('.');
      return log.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".html");
    }
    return Path.of("modyn-pipeline-" + summary.result().log().id() + ".html").toAbsolutePath();
  }
}
