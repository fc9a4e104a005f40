package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.modyn.cli.platform.TerminatedException;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.report.HtmlReport;
import org.modyn.cli.report.PipelineResult;
import org.modyn.cli.report.RunSummary;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines on a supervisor: starts or continues one, follows it to its end, and writes its
 * HTML report from its log.
 */
public final class PipelineSession {
  private static final Logger log = LoggerFactory.getLogger(PipelineSession.class);

  private final PipelineClient client;
  private final Progress progress;
  private final TerminationSignal signal;
  private final Servers servers;

  /** The servers on which a session runs pipelines. */
  public enum Servers {
    /** Those of this process: a signal to the process also stops the pipeline. */
    OWN,
    /** Others, on which the pipeline goes on when this process ends. */
    SHARED
  }

  public PipelineSession(
      PipelineClient client, Progress progress, TerminationSignal signal, Servers servers) {
    this.client = requireNonNull(client, "client is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.signal = requireNonNull(signal, "signal is null");
    this.servers = requireNonNull(servers, "servers is null");
  }

  /**
   * Runs a pipeline; returns when it has completed or was paused.
   *
   * @param file where the pipeline was read from, for messages
   * @param firstModelTrigger the trigger whose model the newest ones are compared with; the first
   *     is 1
   * @return its result; empty when it was paused, which a message has said
   * @throws ModynException when the supervisor refuses the pipeline, the pipeline fails or is
   *     stopped, or the supervisor cannot be reached
   */
  public Optional<RunSummary> run(
      Path file, PipelineConfig pipeline, ReplayOptions options, int firstModelTrigger) {
    int pipelineId = start(file, pipeline, options);
    return summarize(pipelineId, firstModelTrigger);
  }

  /**
   * Runs a pipeline and passes its events on; returns when it has completed or was paused.
   *
   * @param file where the pipeline was read from, for messages
   * @throws ModynException as {@link #run}
   */
  public void watch(
      Path file,
      PipelineConfig pipeline,
      ReplayOptions options,
      Consumer<WatchPipelineResponse> consumer) {
    follow(start(file, pipeline, options), consumer);
  }

  /**
   * Continues a pipeline, unless it runs already; returns when it has completed or was paused.
   *
   * @param firstModelTrigger as in {@link #run}
   * @return as {@link #run}
   * @throws ModynException FAILED_PRECONDITION when it is completed; as {@link #run}
   */
  public Optional<RunSummary> resume(int pipelineId, int firstModelTrigger) {
    PipelineSummary pipeline = client.describe(pipelineId);
    if (!isActive(pipeline)) {
      client.resume(pipelineId);
    }
    progress.message("pipeline " + pipelineId + " (" + pipeline.getName() + ") continues");
    return summarize(pipelineId, firstModelTrigger);
  }

  /** Returns the pipelines that are running or queued, oldest first. */
  public List<PipelineSummary> active() {
    return client.list().stream().filter(PipelineSession::isActive).toList();
  }

  private static boolean isActive(PipelineSummary pipeline) {
    return pipeline.getStatus().equals("running") || pipeline.getStatus().equals("queued");
  }

  private int start(Path file, PipelineConfig pipeline, ReplayOptions options) {
    String json = ConfigLoader.toJson(pipeline);
    int pipelineId =
        switch (servers) {
          case SHARED -> signal.interruptibly(() -> client.start(file, json, options));
          // an interrupt would leave a pipeline behind whose id is unknown
          case OWN -> client.start(file, json, options);
        };
    progress.message("pipeline " + pipelineId + " (" + pipeline.pipeline().name() + ") started");
    return pipelineId;
  }

  private Optional<RunSummary> summarize(int pipelineId, int firstModelTrigger) {
    if (!follow(pipelineId, event -> {})) {
      return Optional.empty();
    }
    FetchedLog fetched = signal.interruptibly(() -> client.log(pipelineId));
    RunSummary summary =
        new RunSummary(
            new PipelineResult(fetched.log(), firstModelTrigger), fetched.path(), Optional.empty());
    Path report = reportPath(summary);
    HtmlReport.write(summary, report);
    return Optional.of(summary.withReportPath(report.toString()));
  }

  /** Returns whether the pipeline has completed; if not, it was paused. */
  private boolean follow(int pipelineId, Consumer<WatchPipelineResponse> consumer) {
    PipelineFollower follower = new PipelineFollower(client, progress, consumer);
    PipelineEnded ended;
    try {
      ended = signal.interruptibly(() -> follower.follow(pipelineId));
    } catch (TerminatedException e) {
      if (servers == Servers.OWN) {
        stop(pipelineId);
      }
      throw e;
    }
    if (!requireNotFailed(pipelineId, ended)) {
      return true;
    }
    String command = servers == Servers.OWN ? "modyn run --resume " : "modyn resume ";
    progress.message(paused(pipelineId, command + pipelineId));
    return false;
  }

  private void stop(int pipelineId) {
    try {
      client.stop(pipelineId);
      progress.message(
          String.format(
              Locale.ROOT,
              "pipeline %1$d is stopped; 'modyn run --resume %1$d' continues it",
              pipelineId));
    } catch (ModynException e) {
      log.warn("Pipeline {} could not be stopped: {}", pipelineId, e.getMessage(), e);
    }
  }

  /**
   * Checks how a pipeline has ended.
   *
   * @return whether it has not ended, but was paused
   * @throws ModynException CANCELLED when it was stopped; INTERNAL when it has failed
   */
  public static boolean requireNotFailed(int pipelineId, PipelineEnded ended) {
    if (ended.getSuccess()) {
      return false;
    }
    return switch (ended.getStatus()) {
      case "paused" -> true;
      case "stopped" ->
          throw new ModynException(
              ErrorCategory.CANCELLED,
              String.format(Locale.ROOT, "pipeline %d was stopped on request", pipelineId));
      default ->
          throw new ModynException(
              ErrorCategory.INTERNAL,
              String.format(Locale.ROOT, "pipeline %d failed: %s", pipelineId, ended.getError()));
    };
  }

  /**
   * Returns a line on a pipeline that was paused.
   *
   * @param command the command that continues it
   */
  public static String paused(int pipelineId, String command) {
    return String.format(
        Locale.ROOT, "pipeline %d is paused; '%s' continues it", pipelineId, command);
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
