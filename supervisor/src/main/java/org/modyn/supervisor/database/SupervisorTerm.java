package org.modyn.supervisor.database;

import org.jdbi.v3.core.Handle;

/**
 * The term of the active supervisor: the number in the table {@code supervisor_term}, which grows
 * each time that a supervisor becomes active. A transaction that writes locks that row for sharing
 * and compares the number, so that none of an earlier term ends after a later term began.
 */
public final class SupervisorTerm {
  private SupervisorTerm() {}

  /**
   * Checks, in a transaction that writes, that a term has not ended.
   *
   * @throws TakenOverException when another supervisor has become active
   */
  public static void require(Handle handle, long term) {
    boolean current =
        handle
            .createQuery("SELECT term FROM supervisor_term WHERE term = :term FOR SHARE")
            .bind("term", term)
            .mapTo(Long.class)
            .findOne()
            .isPresent();
    if (!current) {
      throw new TakenOverException();
    }
  }
}
