package org.modyn.common.config.system;

import java.util.Locale;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ModynException;

/**
 * What of the users' own the trainer server, the evaluator and the supervisor may run and open,
 * when a pipeline file contains or names it.
 */
public enum UserCodePolicy {
  /** Java source, classes of plugins, and TorchScript, with all rights of the server. */
  JAVA,
  /**
   * Builtins only: clients cannot run their own code. Pipelines may contain logical expressions,
   * and name files with data: pretrained weights and tokenizers.
   */
  BUILTINS,
  /** Builtins with plain values as arguments: no expressions, and no files that pipelines name. */
  FORBIDDEN;

  /** Returns the name as in a system configuration, for example {@code builtins}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

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
        "user_code is '%s' in the system configuration of this server, so that it runs no %s;"
            + " use %s, or have user_code set to 'java'",
        label(),
        programs,
        instead);
  }

  /**
   * Checks that expressions of users may be evaluated.
   *
   * @param instead what to use where they may not
   * @throws ModynException INVALID_ARGUMENT when they may not
   */
  public void requireExpressions(String instead) {
    Checks.check(
        this != FORBIDDEN,
        "user_code is 'forbidden' in the system configuration of this server, so that it evaluates"
            + " no expressions of users; use %s, or have user_code set to 'builtins'",
        instead);
  }
}
