package org.modyn.cli.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.common.config.ConfigSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The schema of a file, for editors. */
@Command(
    name = "schema",
    header = "Print the JSON Schema of a configuration file.",
    description = {
      "Prints the JSON Schema (draft 2020-12) of pipeline files or of the system configuration,"
          + " with which editors complete and check a file while it is written."
    })
final class SchemaCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "KIND",
      arity = "0..1",
      defaultValue = "pipeline",
      description = "pipeline (default) or system.")
  private String kind;

  @Override
  public Integer call() {
    ConfigKind config =
        switch (kind) {
          case "pipeline" -> ConfigKind.PIPELINE;
          case "system" -> ConfigKind.SYSTEM;
          default ->
              throw new ParameterException(
                  command.commandLine(), "'%s' is neither pipeline nor system".formatted(kind));
        };
    PrintWriter output = command.commandLine().getOut();
    output.println(ConfigSchema.toJsonSchema(config.type(), config.title()));
    output.flush();
    return 0;
  }
}
