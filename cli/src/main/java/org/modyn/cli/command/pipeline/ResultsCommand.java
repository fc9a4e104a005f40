package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.TableOutputArguments;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.pipeline.EvaluationOutput;
import org.modyn.proto.supervisor.ListEvaluationResultsRequest;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.SupervisorGrpc;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the evaluation results of a pipeline. */
@Command(
    name = "results",
    header = "Print the evaluation results of a pipeline.",
    description = {
      "Of a running pipeline, those so far. The role of a model says whether it was the active one"
          + " of the interval, the newest trained before it, or the trained one, the next.",
      "A result that is missing has a reason: that of the failed evaluation, as EMPTY_DATASET, or"
          + " why the metric is undefined."
    })
public final class ResultsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Option(names = "--metric", paramLabel = "NAME", description = "Only this metric, as Accuracy.")
  private String metric;

  @Option(names = "--model", paramLabel = "MODEL_ID", description = "Only this model.")
  private Integer modelId;

  @Option(
      names = "--handler",
      paramLabel = "NAME",
      description = "Only this handler of the pipeline file.")
  private String handler;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private TableOutputArguments output;

  @Override
  public Integer call() {
    EvaluationOutput results = new EvaluationOutput(supervisor.ask(stateDirectory, this::list));
    output.print(results::table, results::json, results::csv);
    return ExitCode.OK;
  }

  private List<ModelEvaluated> list(Channel channel) {
    ListEvaluationResultsRequest.Builder request =
        ListEvaluationResultsRequest.newBuilder().setPipelineId(pipelineId);
    if (metric != null) {
      request.setMetric(metric);
    }
    if (modelId != null) {
      request.setModelId(modelId);
    }
    if (handler != null) {
      request.setHandler(handler);
    }
    List<ModelEvaluated> results = new ArrayList<>();
    SupervisorGrpc.newBlockingStub(channel)
        .listEvaluationResults(request.build())
        .forEachRemaining(page -> results.addAll(page.getResultsList()));
    return results;
  }
}
