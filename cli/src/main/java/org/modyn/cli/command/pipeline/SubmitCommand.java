package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.PipelineSession;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.cli.report.RunSummary;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a pipeline to servers that already run. */
@Command(
    name = "submit",
    header = "Run a pipeline on servers that run already.",
    description = {
      "Submits PIPELINE to a supervisor, follows it and prints the result. With"
          + " --start-replay-at existing data is replayed and the pipeline ends; without, it waits"
          + " for new data.",
      "When the supervisor is restarted in between, the command waits for it and goes on. Ctrl-C"
          + " ends the command, not the pipeline. When the pipeline is paused, the command ends"
          + " without a result; the exit code is then 0."
    })
public final class SubmitCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE", description = "The pipeline file, YAML.")
  private Path pipelineFile;

  @Option(
      names = "--start-replay-at",
      paramLabel = "SECONDS",
      description =
          "Replay data from this time on, then end; seconds since 1970, negative before, 0 for all"
              + " data. Default: wait for new data.")
  private Integer startReplayAt;

  @Mixin private DeviceArguments device;
  @Mixin private ReplayArguments replay;
  @Mixin private SupervisorArguments supervisor;
  @Mixin private ResultArguments result;

  @Override
  public Integer call() {
    ReplayOptions options = replay.toOptions(ReplayArguments.optional(startReplayAt));
    PipelineConfig pipeline = ConfigLoader.load(pipelineFile, PipelineConfig.class);
    supervisor.ask(channel -> run(pipeline, options, channel)).ifPresent(result::print);
    return 0;
  }

  private Optional<RunSummary> run(
      PipelineConfig pipeline, ReplayOptions options, Channel channel) {
    try (TerminationSignal signal =
            TerminationSignal.install(
                () -> System.err.println("interrupted; the pipeline continues"));
        Progress progress = Terminal.progress()) {
      PipelineConfig onDevice = device.apply(pipeline, progress::message);
      return new PipelineSession(
              new PipelineClient(channel), progress, signal, PipelineSession.Servers.SHARED)
          .run(pipelineFile, onDevice, options, result.firstModelTrigger());
    }
  }
}
