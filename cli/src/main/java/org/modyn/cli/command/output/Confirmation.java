package org.modyn.cli.command.output;

import java.io.Console;
import org.modyn.common.error.ModynException;

/** Asks the user before something is deleted for good. */
public final class Confirmation {
  private Confirmation() {}

  /** The text that a user reads before deciding. */
  @FunctionalInterface
  public interface Consequence {
    /** Returns sentences, for example {@code This removes 3 files.} */
    String describe();
  }

  /**
   * Returns when the user has typed a text.
   *
   * @param deletion what is to be done, as the continuation of "asked whether to"
   * @param consequence found out only if there is somebody to ask
   * @param name the text that the user has to type
   * @param kind what that text is, for example {@code the dataset's name}
   * @throws ModynException FAILED_PRECONDITION when the user types something else, or nobody can be
   *     asked
   */
  public static void require(String deletion, Consequence consequence, String name, String kind) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw ModynException.failedPrecondition(
          "nobody can be asked whether to %s; say --yes", deletion);
    }
    String answer = console.readLine("%s Type %s to go on: ", consequence.describe(), kind);
    if (!name.equals(answer)) {
      throw ModynException.failedPrecondition("nothing was deleted");
    }
  }
}
