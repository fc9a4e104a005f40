package org.modyn.cli.command.security;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands for tokens. */
@Command(
    name = "tokens",
    header = "Make the tokens by which clients prove to servers who they are.",
    subcommands = TokensCreateCommand.class)
public final class TokensCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a subcommand is missing: create");
  }
}
