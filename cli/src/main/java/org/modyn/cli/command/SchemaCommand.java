package org.modyn.cli.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.common.config.ConfigSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The schema of a file, for editors. */
@Command(
    name = "schema",
    header = "Print the JSON Schema of a configuration file.",
    description = {
      "Prints the JSON Schema (draft 2020-12) of pipeline files, with which editors complete and"
          + " check a file while it is written."
    })
final class SchemaCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--system", description = "The schema of the system configuration.")
  private boolean system;

  @Override
  public Integer call() {
    ConfigKind kind = ConfigKind.of(system);
    PrintWriter output = command.commandLine().getOut();
    output.println(ConfigSchema.toJsonSchema(kind.type(), kind.title()));
    output.flush();
    return 0;
  }
}
