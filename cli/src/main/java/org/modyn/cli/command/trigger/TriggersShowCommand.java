package org.modyn.cli.command.trigger;

import java.util.concurrent.Callable;
import org.modyn.cli.command.output.TableOutputArguments;
import org.modyn.cli.command.server.StateDirectoryArguments;
import org.modyn.cli.command.server.SupervisorArguments;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.report.DecisionOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows why the policy of a pipeline has triggered. */
@Command(
    name = "show",
    header = "Show the triggers of a pipeline and their reasons.",
    description = {
      "For each trigger so far what its policy has measured on the last interval: distances and"
          + " p-values of drift metrics, performance, regret, or the decisions of the parts of an"
          + " ensemble. TimeTrigger and DataAmountTrigger measure nothing.",
      "--output json has everything that the log of the pipeline has of these decisions."
    })
public final class TriggersShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Mixin private SupervisorArguments supervisor;
  @Mixin private StateDirectoryArguments stateDirectory;
  @Mixin private TableOutputArguments output;

  @Override
  public Integer call() {
    DecisionOutput decisions =
        new DecisionOutput(
            supervisor.ask(
                stateDirectory, channel -> new PipelineClient(channel).log(pipelineId).log()));
    output.print(decisions::table, decisions::json, decisions::csv);
    return ExitCode.OK;
  }
}
