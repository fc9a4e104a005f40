package org.modyn.cli.command;

import java.io.PrintWriter;
import org.modyn.cli.report.JsonReport;
import org.modyn.cli.report.RunSummary;
import org.modyn.cli.report.TextReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a pipeline's result is printed. */
final class OutputArguments {
  private static final String TEXT = "text";
  private static final String JSON = "json";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = TEXT,
      description = "How to print the result: text (default) or json.")
  private String format;

  @Option(
      names = "--first-model-trigger",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Compare the newest model with that of the N-th trigger, as if it had never been trained"
              + " again. Default: 4.")
  private int firstModelTrigger;

  /**
   * @throws ParameterException when an option has a value that is not allowed
   */
  void check() {
    if (!format.equals(TEXT) && !format.equals(JSON)) {
      throw new ParameterException(
          command.commandLine(), "--output: '%s' is neither text nor json".formatted(format));
    }
    if (firstModelTrigger < 1) {
      throw new ParameterException(
          command.commandLine(),
          "--first-model-trigger: %d is less than 1".formatted(firstModelTrigger));
    }
  }

  int firstModelTrigger() {
    return firstModelTrigger;
  }

  /** To standard output. */
  void print(RunSummary summary) {
    PrintWriter output = command.commandLine().getOut();
    if (format.equals(JSON)) {
      output.println(JsonReport.render(summary));
    } else {
      output.print(TextReport.render(summary));
    }
    output.flush();
  }
}
