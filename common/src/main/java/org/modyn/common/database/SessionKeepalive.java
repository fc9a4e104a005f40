package org.modyn.common.database;

/**
 * Keepalive settings of a session with which PostgreSQL detects the failure of a client's machine,
 * and releases the client's locks, within about ten seconds instead of hours. The end of a client's
 * process is detected immediately without these settings.
 */
public final class SessionKeepalive {
  /** For the rest of the session. */
  public static final String FOR_SESSION =
      """
      SET tcp_keepalives_idle = 4;
      SET tcp_keepalives_interval = 2;
      SET tcp_keepalives_count = 3;
      SET client_connection_check_interval = '2s'
      """;

  /** For the rest of the transaction. */
  public static final String FOR_TRANSACTION = FOR_SESSION.replace("SET ", "SET LOCAL ");

  private SessionKeepalive() {}
}
