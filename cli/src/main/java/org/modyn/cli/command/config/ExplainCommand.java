package org.modyn.cli.command.config;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.cli.reference.ReferencePage;
import org.modyn.common.config.ConfigSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a field of a configuration file. */
@Command(
    name = "explain",
    header = "Explain a field of a pipeline file.",
    description = {
      "Describes the field KEY.PATH, for example training.batch_size, trigger or"
          + " trigger.DataDriftTrigger.metrics: its type, limits and default, and the fields below"
          + " it. model.config lists the models with their options and examples, model.DLRM"
          + " explains one, and likewise training.optimizers.SGD, a criterion or a scheduler. A"
          + " field that contains a function, such as data.bytes_parser_function, lists the"
          + " builtins and shows Java source. Without KEY.PATH, lists the sections of the file."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "KEY.PATH",
      arity = "0..1",
      defaultValue = "",
      description = "The field, as error messages name it.")
  private String path;

  @Mixin private ConfigKindArguments kind;

  @Option(
      names = "--reference",
      description =
          "Print all models, optimizers, criteria, schedulers, triggers, selection strategies,"
              + " metrics, functions and file formats with their options and examples, as a page in"
              + " Markdown.")
  private boolean reference;

  @Override
  public Integer call() {
    PrintWriter output = command.commandLine().getOut();
    if (reference) {
      output.print(ReferencePage.render());
      output.flush();
      return 0;
    }
    output.print(ConfigSchema.explain(kind.kind().type(), path));
    output.flush();
    return 0;
  }
}
