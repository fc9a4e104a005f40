package org.modyn.storage.database;

/**
 * Settings of a session that let PostgreSQL notice within about ten seconds that the machine of its
 * client is dead, instead of after hours: only then it gives up the client's locks. A process that
 * dies alone is noticed at once, without them.
 */
final class DeadPeers {
  /** For the rest of the session. */
  static final String NOTICE =
      """
      SET tcp_keepalives_idle = 4;
      SET tcp_keepalives_interval = 2;
      SET tcp_keepalives_count = 3;
      SET client_connection_check_interval = '2s'
      """;

  /** For the rest of the transaction. */
  static final String NOTICE_IN_TRANSACTION = NOTICE.replace("SET ", "SET LOCAL ");

  private DeadPeers() {}
}
