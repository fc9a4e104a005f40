package org.modyn.cli.command.pipeline;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.modyn.cli.command.output.TableOutputArguments;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.pipeline.EvaluationClient;
import org.modyn.cli.pipeline.EvaluationOutput;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.Terminal;
import org.modyn.proto.supervisor.ModelEvaluated;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates the models of a pipeline on request. */
@Command(
    name = "evaluate",
    header = "Evaluate the models of a pipeline.",
    description = {
      "Evaluates the models that the pipeline has trained so far, with the handlers of its file"
          + " whose execution_time is manual, or with all handlers of another file. The pipeline"
          + " may be running. Results are printed and recorded, where 'modyn results' finds them;"
          + " earlier ones of the same handler, model, dataset and interval are replaced.",
      "Ctrl-C ends the evaluation; what has been recorded stays."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Option(
      names = "--evaluation",
      paramLabel = "FILE",
      description =
          "A YAML file with the section 'evaluation' of a pipeline file. All of its handlers are"
              + " evaluated.")
  private Path file;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private TableOutputArguments output;

  @Override
  public Integer call() {
    EvaluationOutput results =
        new EvaluationOutput(
            supervisor.ask(
                stateDirectory,
                EnumSet.of(
                    ServerKind.STORAGE,
                    ServerKind.MODEL_STORAGE,
                    ServerKind.EVALUATOR,
                    ServerKind.SUPERVISOR),
                this::evaluate));
    output.print(results::table, results::json, results::csv);
    return ExitCode.OK;
  }

  private List<ModelEvaluated> evaluate(Channel channel) {
    try (Progress progress = Terminal.progress()) {
      return new EvaluationClient(channel, progress)
          .evaluate(pipelineId, Optional.ofNullable(file));
    }
  }
}
