package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.concurrent.Callable;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.PipelineOutput;
import org.modyn.cli.pipeline.PipelineSession;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.cli.progress.PipelineProgress;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One pipeline, now or until its end. */
@Command(
    name = "status",
    header = "Show where a pipeline stands.",
    description = {
      "Its stage, the progress of its training, its triggers and its evaluations.",
      "With --follow it waits for the pipeline's end and fails when the pipeline does; Ctrl-C ends"
          + " the watching, not the pipeline."
    })
final class StatusCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Option(names = "--follow", description = "Show the progress until the pipeline has ended.")
  private boolean follow;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    return supervisor.ask(
        channel -> {
          if (follow) {
            PipelineEnded ended = follow(channel);
            print(channel);
            if (!ended.getSuccess()) {
              throw PipelineSession.notSucceeded(pipelineId, ended);
            }
          } else {
            print(channel);
          }
          return 0;
        });
  }

  private PipelineEnded follow(Channel channel) {
    try (TerminationSignal signal =
            TerminationSignal.install(
                () -> System.err.println("interrupted; the pipeline goes on"));
        Progress progress = Terminal.progress()) {
      PipelineEnded ended =
          signal.interruptibly(
              () -> new PipelineClient(channel).watch(pipelineId, new PipelineProgress(progress)));
      progress.endTask();
      return ended;
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
