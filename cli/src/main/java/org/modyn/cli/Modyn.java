package org.modyn.cli;

import org.modyn.cli.command.ModynCommand;

/** The {@code modyn} command. */
public final class Modyn {
  private Modyn() {}

  public static void main(String[] arguments) {
    System.exit(ModynCommand.execute(arguments));
  }
}
