package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.modyn.common.database.Database;
import org.modyn.common.database.SessionKeepalive;
import org.modyn.common.database.TermLock;
import org.modyn.common.database.TermLock.Election;

/**
 * The term of the active supervisor: the number in the table {@code supervisor_term}, which grows
 * each time that a supervisor becomes active. A transaction that writes locks that row for sharing
 * and compares the number, so that none of an earlier term ends after a later term began.
 */
public final class SupervisorTerm {
  /** The key is an arbitrary constant: "modyn" and "supervise". */
  private static final Election ELECTION =
      new Election("supervisor", 0x6D6F_6479_6E73_7570L, "supervisor_term");

  private final Database database;

  public SupervisorTerm(Database database) {
    this.database = requireNonNull(database, "database is null");
  }

  /** Returns the lock that elects the active supervisor; it is not held yet. */
  public TermLock lock() {
    return new TermLock(database.dataSource(), ELECTION);
  }

  /**
   * Records which supervisor has started a term.
   *
   * @param holder for the messages of standbys, for example {@code host node-1, port 50063}
   */
  public void announce(long term, String holder) {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate("UPDATE supervisor_term SET holder = :holder WHERE term = :term")
                    .bind("holder", holder)
                    .bind("term", term)
                    .execute());
  }

  /** Returns the supervisor that has started the newest term; empty if it is not known. */
  public Optional<String> holder() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT holder FROM supervisor_term")
                    .mapTo(String.class)
                    .findOne())
        .filter(holder -> !holder.isEmpty());
  }

  /**
   * Checks, in a transaction that writes, that a term has not ended.
   *
   * @throws TakenOverException when another supervisor has become active
   */
  public static void require(Handle handle, long term) {
    handle.execute(SessionKeepalive.FOR_TRANSACTION);
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
