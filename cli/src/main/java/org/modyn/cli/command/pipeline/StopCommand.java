package org.modyn.cli.command.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.proto.supervisor.StopPipelineRequest;
import org.modyn.proto.supervisor.StopPipelineResponse;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stops a pipeline. */
@Command(
    name = "stop",
    header = "Stop a pipeline.",
    description =
        "Its training or evaluations are stopped, its log is written, and its status is then"
            + " 'stopped'. A pipeline that has ended stays as it is. 'modyn retry' continues a"
            + " stopped pipeline.")
public final class StopCommand implements Callable<Integer> {
  /** More than the eight seconds within which the supervisor always responds. */
  static final int RESPONSE_SECONDS = 9;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;

  @Override
  public Integer call() {
    StopPipelineResponse response =
        supervisor.ask(
            stateDirectory,
            channel ->
                SupervisorGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(RESPONSE_SECONDS, SECONDS)
                    .stopPipeline(
                        StopPipelineRequest.newBuilder().setPipelineId(pipelineId).build()));
    StatusLine.print(command, pipelineId, describe(response));
    return ExitCode.OK;
  }

  private static String describe(StopPipelineResponse response) {
    if (response.getStatus().equals("running")) {
      return "is about to stop";
    }
    return response.getWasRunning() && response.getStatus().equals("stopped")
        ? "stopped"
        : "had ended before: " + response.getStatus();
  }
}
