package org.modyn.cli;

import java.util.Locale;
import org.modyn.cli.command.ModynCommand;

/** The {@code modyn} command. */
public final class Modyn {
  private Modyn() {}

  public static void main(String[] arguments) {
    // Output, stored text and arguments of PostgreSQL are read by programs, so they must not depend
    // on the user's locale; in Arabic, for example, numbers would have other digits.
    Locale.setDefault(Locale.ROOT);
    System.exit(ModynCommand.execute(arguments));
  }
}
