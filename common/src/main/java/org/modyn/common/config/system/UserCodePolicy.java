package org.modyn.common.config.system;

import org.modyn.common.error.Checks;
import org.modyn.common.error.ModynException;

/**
 * The functions, models and triggers of pipeline files that the trainer server, the evaluator and
 * the supervisor may run.
 */
public enum UserCodePolicy {
  /** Builtins, Java source, classes of plugins, and TorchScript, with all rights of the server. */
  JAVA,
  /** Builtins only: clients cannot run their own code. */
  BUILTINS;

  /**
   * Checks that programs of users may run.
   *
   * @param programs what would run, for the message
   * @param instead what to use where they may not
   * @throws ModynException INVALID_ARGUMENT when they may not
   */
  public void requirePrograms(String programs, String instead) {
    Checks.check(
        this == JAVA,
        "user_code is 'builtins' in the system configuration of this server, so that it runs no %s;"
            + " use %s, or have user_code set to 'java'",
        programs,
        instead);
  }
}
