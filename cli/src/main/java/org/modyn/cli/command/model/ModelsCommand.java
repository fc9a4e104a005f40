package org.modyn.cli.command.model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group of commands on the models of a model storage. */
@Command(
    name = "models",
    header = "List, show, export and delete trained models.",
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsSamplesCommand.class,
      ModelsExportCommand.class,
      ModelsDeleteCommand.class,
      ModelsPruneCommand.class
    })
public final class ModelsCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a command is missing");
  }
}
