package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.output.Utf8Printer;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.GetPipelineLogRequest;
import org.modyn.proto.supervisor.GetPipelineLogResponse;
import org.modyn.proto.supervisor.PipelineLogHeader;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the log of a pipeline. */
@Command(
    name = "logs",
    header = "Print the log of a pipeline.",
    description = {
      "The log is JSON: the configurations, and each run of each stage. Of a pipeline that has not"
          + " ended, this prints the log so far and says so on standard error.",
      "The supervisor sends it, so it may run on another machine."
    })
public final class LogsCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Option(
      names = "--path",
      description = "Print only where the log is on the supervisor's machine.")
  private boolean pathOnly;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;

  @Override
  public Integer call() {
    return supervisor.ask(
        stateDirectory,
        channel -> {
          if (pathOnly) {
            printPath(channel);
          } else {
            print(channel);
          }
          return 0;
        });
  }

  private void print(Channel channel) {
    Iterator<GetPipelineLogResponse> parts =
        SupervisorGrpc.newBlockingStub(channel)
            .getPipelineLog(GetPipelineLogRequest.newBuilder().setPipelineId(pipelineId).build());
    PipelineLogHeader header = parts.next().getHeader();
    PrintWriter output = command.commandLine().getOut();
    Utf8Printer printer = new Utf8Printer(output);
    parts.forEachRemaining(part -> printer.print(part.getChunk().asReadOnlyByteBuffer()));
    output.println();
    output.flush();
    if (!header.getComplete()) {
      PrintWriter error = command.commandLine().getErr();
      error.printf(
          Locale.ROOT, "note: pipeline %d has not ended; this is its log so far%n", pipelineId);
      error.flush();
    }
  }

  private void printPath(Channel channel) {
    String path =
        SupervisorGrpc.newBlockingStub(channel)
            .describePipeline(
                DescribePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
            .getSummary()
            .getLogPath();
    if (path.isEmpty()) {
      throw ModynException.notFound(
          "pipeline %d has no log: it ended before one was begun", pipelineId);
    }
    PrintWriter output = command.commandLine().getOut();
    output.println(path);
    output.flush();
  }
}
