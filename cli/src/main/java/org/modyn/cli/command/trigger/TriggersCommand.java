package org.modyn.cli.command.trigger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group of commands on triggering policies. */
@Command(
    name = "triggers",
    header = "Show and try out triggering policies.",
    subcommands = {TriggersShowCommand.class, TriggersTryCommand.class})
public final class TriggersCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a command is missing");
  }
}
