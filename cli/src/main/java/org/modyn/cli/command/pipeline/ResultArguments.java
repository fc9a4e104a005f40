package org.modyn.cli.command.pipeline;

import java.util.Locale;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.report.ComparisonOutput;
import org.modyn.cli.report.JsonReport;
import org.modyn.cli.report.RunSummary;
import org.modyn.cli.report.TextReport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for the metrics that a pipeline's result compares, and for its format. */
final class ResultArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin private OutputArguments output;

  private int firstModelTrigger;

  @Option(
      names = "--first-model-trigger",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Compare the newest model with that of the N-th trigger, as if it had never been trained"
              + " again. Default: 4.")
  private void setFirstModelTrigger(int trigger) {
    if (trigger < 1) {
      throw new ParameterException(
          command.commandLine(),
          String.format(Locale.ROOT, "--first-model-trigger: %d is less than 1", trigger));
    }
    firstModelTrigger = trigger;
  }

  int firstModelTrigger() {
    return firstModelTrigger;
  }

  /** To standard output. */
  void print(RunSummary summary) {
    output.print(() -> TextReport.render(summary), () -> JsonReport.document(summary));
  }

  /** Prints a comparison of pipelines to standard output. */
  void print(ComparisonOutput comparison, String reportPath) {
    output.print(() -> comparison.text(reportPath), () -> comparison.json(reportPath));
  }
}
