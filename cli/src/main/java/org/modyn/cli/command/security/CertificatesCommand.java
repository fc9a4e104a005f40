package org.modyn.cli.command.security;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands for certificates. */
@Command(
    name = "certificates",
    header = "Make the certificates by which connections are encrypted.",
    subcommands = CertificatesCreateCommand.class)
public final class CertificatesCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a subcommand is missing: create");
  }
}
