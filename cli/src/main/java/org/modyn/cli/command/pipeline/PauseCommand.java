package org.modyn.cli.command.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.proto.supervisor.PausePipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pauses a pipeline. */
@Command(
    name = "pause",
    header = "Pause a pipeline.",
    description =
        "Its training or evaluations are stopped, and 'modyn resume' repeats them. A paused"
            + " pipeline stays paused when servers are restarted.")
public final class PauseCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;

  @Override
  public Integer call() {
    String status =
        supervisor.ask(
            stateDirectory,
            channel ->
                SupervisorGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(StopCommand.RESPONSE_SECONDS, SECONDS)
                    .pausePipeline(
                        PausePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
                    .getStatus());
    StatusLine.print(
        command,
        pipelineId,
        switch (status) {
          case "paused" -> "is paused; 'modyn resume " + pipelineId + "' continues it";
          case "running" -> "is about to pause";
          default -> "had ended before: " + status;
        });
    return ExitCode.OK;
  }
}
