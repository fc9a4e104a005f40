package org.modyn.storage.database;

import javax.sql.DataSource;
import org.modyn.common.database.TermLock;
import org.modyn.common.database.TermLock.Election;

/** The lock that elects, among all storage servers of one database, the one that ingests files. */
public final class IngestLock {
  /** The key is an arbitrary constant: "modyn" and "ingest". */
  private static final Election ELECTION =
      new Election("ingest", 0x6D6F_6479_6E69_6E67L, "ingest_term");

  private IngestLock() {}

  /** Returns a lock that is not held yet. */
  public static TermLock create(DataSource dataSource) {
    return new TermLock(dataSource, ELECTION);
  }
}
