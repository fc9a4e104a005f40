package org.modyn.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.modyn.cli.logging.Logging;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.PipelineSession;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A pipeline for servers that run already. */
@Command(
    name = "submit",
    header = "Run a pipeline on servers that run already.",
    description = {
      "Submits PIPELINE to a supervisor, follows it and prints the result. With"
          + " --start-replay-at existing data is replayed and the pipeline ends; without, it waits"
          + " for new data.",
      "Ctrl-C ends the watching, not the pipeline."
    })
final class SubmitCommand implements Callable<Integer> {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE", description = "The pipeline file, YAML.")
  private Path pipelineFile;

  @Option(
      names = "--supervisor",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Where the supervisor listens.")
  private String supervisorAddress;

  @Option(
      names = "--start-replay-at",
      paramLabel = "SECONDS",
      description =
          "Replay data from this time on, then end; seconds since 1970, 0 for all data. Default:"
              + " wait for new data.")
  private Integer startReplayAt;

  @Mixin private ReplayArguments replay;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    output.check();
    ReplayOptions options = replay.toOptions(ReplayArguments.optional(startReplayAt));
    ServiceAddress address = address();
    PipelineConfig pipeline = ConfigLoader.load(pipelineFile, PipelineConfig.class);
    Logging.warningsToStandardError();
    try (TerminationSignal signal =
            TerminationSignal.install(
                () -> System.err.println("interrupted; the pipeline goes on"));
        GrpcClient supervisor = GrpcClient.connect("supervisor", address);
        Progress progress = Terminal.progress()) {
      signal.interruptibly(
          () -> {
            supervisor.awaitReady(CONNECT_PATIENCE);
            return null;
          });
      PipelineSession session =
          new PipelineSession(new PipelineClient(supervisor.channel()), progress, signal);
      output.print(session.run(pipeline, options, output.firstModelTrigger()));
    }
    return 0;
  }

  private ServiceAddress address() {
    try {
      return ServiceAddress.parse(supervisorAddress);
    } catch (ModynException e) {
      throw new ParameterException(command.commandLine(), "--supervisor: " + e.getMessage(), e);
    }
  }
}
