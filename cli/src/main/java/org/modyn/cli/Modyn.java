package org.modyn.cli;

import java.util.Locale;
import org.modyn.cli.command.ModynCommand;

/** The {@code modyn} command. */
public final class Modyn {
  private Modyn() {}

  public static void main(String[] arguments) {
    // what is printed, stored and passed to PostgreSQL is read by programs, whatever language the
    // user speaks: in Arabic, for example, numbers would have other digits
    Locale.setDefault(Locale.ROOT);
    System.exit(ModynCommand.execute(arguments));
  }
}
