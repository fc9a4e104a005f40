package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.ResumePipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that continues a pipeline from its last position, if it has a fitting status. */
abstract class ContinuingCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;

  /**
   * @throws ModynException FAILED_PRECONDITION when the command is not for pipelines with this
   *     status, with the command that is
   */
  abstract void requireFitting(int pipelineId, String status);

  @Override
  public final Integer call() {
    String status = supervisor.ask(stateDirectory, this::resume);
    StatusLine.print(command, pipelineId, "is " + status);
    return ExitCode.OK;
  }

  private String resume(Channel channel) {
    SupervisorGrpc.SupervisorBlockingStub stub = SupervisorGrpc.newBlockingStub(channel);
    requireFitting(
        pipelineId,
        stub.describePipeline(
                DescribePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
            .getSummary()
            .getStatus());
    return stub.resumePipeline(ResumePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .getStatus();
  }
}
