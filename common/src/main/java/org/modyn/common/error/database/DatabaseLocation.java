package org.modyn.common.error.database;

import static java.util.Objects.requireNonNull;

import org.jdbi.v3.core.config.JdbiConfig;

/** The address and name of a database, as part of the configuration of its Jdbi, for messages. */
public final class DatabaseLocation implements JdbiConfig<DatabaseLocation> {
  private String description;

  /** A database that is not known; Jdbi requires this constructor. */
  public DatabaseLocation() {
    this("PostgreSQL");
  }

  private DatabaseLocation(String description) {
    this.description = description;
  }

  /**
   * Sets the location.
   *
   * @param newDescription for example {@code PostgreSQL at localhost:5432, database modyn}
   */
  public void set(String newDescription) {
    this.description = requireNonNull(newDescription, "newDescription is null");
  }

  String description() {
    return description;
  }

  @Override
  public DatabaseLocation createCopy() {
    return new DatabaseLocation(description);
  }
}
