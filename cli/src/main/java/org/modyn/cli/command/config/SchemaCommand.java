package org.modyn.cli.command.config;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.modyn.common.config.ConfigSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of a kind of configuration files, for editors. */
@Command(
    name = "schema",
    header = "Print the JSON Schema of a configuration file.",
    description = {
      "Prints the JSON Schema (draft 2020-12) of pipeline files, with which editors complete and"
          + " check a file while it is written."
    })
public final class SchemaCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private ConfigKindArguments kind;

  @Override
  public Integer call() {
    ConfigKind file = kind.kind();
    PrintWriter output = command.commandLine().getOut();
    output.println(ConfigSchema.toJsonSchema(file.type(), file.title()));
    output.flush();
    return 0;
  }
}
