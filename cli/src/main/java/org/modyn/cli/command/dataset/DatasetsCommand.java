package org.modyn.cli.command.dataset;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group of commands on the datasets of a storage server. */
@Command(
    name = "datasets",
    header = "Prepare, register, list, inspect, rescan and delete datasets of a storage server.",
    subcommands = {
      DatasetsListCommand.class,
      DatasetsPrepareCommand.class,
      DatasetsRegisterCommand.class,
      DatasetsUpdateCommand.class,
      DatasetsStatusCommand.class,
      DatasetsRescanCommand.class,
      DatasetsDeleteDataCommand.class,
      DatasetsUnregisterCommand.class,
      DatasetsDeleteCommand.class
    })
public final class DatasetsCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a command is missing");
  }
}
