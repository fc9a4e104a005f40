package org.modyn.common.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a client may do. */
public enum Role {
  /** Sees the status, results, lists and models, and changes nothing. */
  READ,
  /** Does everything that a user does: sends pipelines, which may contain code, and datasets. */
  SUBMIT,
  /**
   * Is a trainer server or an evaluator, which may run code of users: reads samples and training
   * sets, and stores models.
   */
  WORKER,
  /** Is a server of the same installation, and calls what only servers call. */
  SERVER;

  /** Returns whether this role may do what another one may. */
  boolean includes(Role other) {
    return this == other || other == READ || (this == SERVER && other == WORKER);
  }

  /** Returns the role with a name as in files, for example {@code submit}. */
  static Optional<Role> named(String name) {
    return Arrays.stream(values()).filter(role -> role.toString().equals(name)).findFirst();
  }

  /** Returns the name as in files, for example {@code submit}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
