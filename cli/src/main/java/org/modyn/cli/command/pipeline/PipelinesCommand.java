package org.modyn.cli.command.pipeline;

import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.pipeline.PipelineOutput;
import org.modyn.proto.supervisor.ListPipelinesRequest;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the pipelines of a supervisor. */
@Command(
    name = "pipelines",
    header = "List all pipelines that were ever started.",
    description = "The oldest first; '-' stands for what is not known.",
    subcommands = PipelinesDeleteCommand.class)
public final class PipelinesCommand implements Callable<Integer> {
  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    List<PipelineSummary> pipelines =
        supervisor.ask(
            stateDirectory,
            channel ->
                SupervisorGrpc.newBlockingStub(channel)
                    .listPipelines(ListPipelinesRequest.getDefaultInstance())
                    .getPipelinesList());
    output.print(() -> PipelineOutput.text(pipelines), () -> PipelineOutput.json(pipelines));
    return 0;
  }
}
