package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.platform.ServerKind;
import org.modyn.proto.supervisor.DeletePipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes pipelines. */
@Command(
    name = "delete",
    header = "Delete pipelines with their models, training sets, results and logs.",
    description = {
      "A pipeline that is running or queued is not deleted: stop it first. If a server is"
          + " unavailable, repeat the command when it is back."
    })
public final class PipelinesDeleteCommand implements Callable<Integer> {
  /** The supervisor, and the servers that it calls to delete a pipeline. */
  private static final Set<ServerKind> SERVERS =
      Set.of(
          ServerKind.SUPERVISOR,
          ServerKind.SELECTOR,
          ServerKind.MODEL_STORAGE,
          ServerKind.TRAINER_SERVER);

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE_ID", arity = "1..*", description = "The ids of the pipelines.")
  private List<Integer> pipelineIds;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;

  @Override
  public Integer call() {
    return supervisor.ask(
        stateDirectory,
        SERVERS,
        channel -> {
          pipelineIds.forEach(pipelineId -> delete(channel, pipelineId));
          return ExitCode.OK;
        });
  }

  private void delete(Channel channel, int pipelineId) {
    boolean existed =
        SupervisorGrpc.newBlockingStub(channel)
            .deletePipeline(DeletePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
            .getExisted();
    StatusLine.print(command, pipelineId, existed ? "deleted" : "does not exist");
  }
}
