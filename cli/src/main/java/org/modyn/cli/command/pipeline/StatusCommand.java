package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.PipelineFollower;
import org.modyn.cli.pipeline.PipelineOutput;
import org.modyn.cli.pipeline.PipelineSession;
import org.modyn.cli.pipeline.TrainingOutput;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.ListTrainingsRequest;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.TrainingSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the state of one pipeline, once or until it ends, or the queue of trainings. */
@Command(
    name = "status",
    header = "Show the state of a pipeline, or all trainings.",
    description = {
      "Of one pipeline its stage, the progress of its training, its triggers and its evaluations."
          + " Without PIPELINE_ID, the trainings that run, and those that wait for their turn in"
          + " the order in which they will start.",
      "With --follow it waits until the pipeline has ended or was paused, and fails when the"
          + " pipeline fails or is stopped. When the supervisor is restarted in between, it waits"
          + " and goes on. Ctrl-C ends the command, not the pipeline."
    })
public final class StatusCommand implements Callable<Integer> {
  /** The next 'modyn run' may use other ports. */
  private static final Duration STATE_DIRECTORY_PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE_ID", arity = "0..1", description = "The pipeline's id.")
  private Integer pipelineId;

  @Option(
      names = "--follow",
      description = "Show the progress until the pipeline has ended or was paused.")
  private boolean follow;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    if (pipelineId == null) {
      return printTrainings();
    }
    return supervisor.ask(
        stateDirectory,
        channel -> {
          if (follow) {
            PipelineEnded ended = follow(channel);
            print(channel);
            if (PipelineSession.requireNotFailed(pipelineId, ended)) {
              PrintWriter error = command.commandLine().getErr();
              error.println(PipelineSession.paused(pipelineId, "modyn resume " + pipelineId));
              error.flush();
            }
          } else {
            print(channel);
          }
          return 0;
        });
  }

  private int printTrainings() {
    if (follow) {
      throw new ParameterException(command.commandLine(), "--follow needs a PIPELINE_ID");
    }
    List<TrainingSummary> trainings =
        supervisor.ask(
            stateDirectory,
            channel ->
                SupervisorGrpc.newBlockingStub(channel)
                    .listTrainings(ListTrainingsRequest.getDefaultInstance())
                    .getTrainingsList());
    output.print(() -> TrainingOutput.text(trainings), () -> TrainingOutput.json(trainings));
    return ExitCode.OK;
  }

  private PipelineEnded follow(Channel channel) {
    try (TerminationSignal signal =
            TerminationSignal.install(
                () -> System.err.println("interrupted; the pipeline continues"));
        Progress progress = Terminal.progress()) {
      PipelineClient client =
          stateDirectory.isGiven()
              ? new PipelineClient(channel, STATE_DIRECTORY_PATIENCE)
              : new PipelineClient(channel);
      PipelineFollower follower = new PipelineFollower(client, progress, event -> {});
      return signal.interruptibly(() -> follower.follow(pipelineId));
    }
  }

  private void print(Channel channel) {
    DescribePipelineResponse description =
        SupervisorGrpc.newBlockingStub(channel)
            .describePipeline(
                DescribePipelineRequest.newBuilder().setPipelineId(pipelineId).build());
    output.print(() -> PipelineOutput.text(description), () -> PipelineOutput.json(description));
  }
}
