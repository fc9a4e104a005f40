package org.modyn.common.config.system;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;

/**
 * A PostgreSQL database.
 *
 * @param hashPartitionModulus kept for files written for other versions; nothing is partitioned by
 *     it
 */
public record DatabaseConfig(
    @Description("Kind of database; only postgresql is supported") @Default("postgresql")
        String drivername,
    @Description("User to log in as") @Default("postgres") String username,
    @Description("Password of that user") @Default("postgres") String password,
    @Description("Name of the database; each server keeps its tables in a schema of its own")
        @Default("postgres")
        String database,
    @Description("Host that the database runs on") @Default("localhost") String hostname,
    @Description("Port that the database listens on") @Default("5432") @Minimum(1) @Maximum(65535)
        int port,
    @Description("Number of hash partitions of large tables; accepted, but not used") @Minimum(1)
        Optional<Integer> hashPartitionModulus,
    @Description("Seed of the database's random numbers") @Minimum(-1) @Maximum(1)
        Optional<Double> seed) {

  public DatabaseConfig(
      String drivername,
      String username,
      String password,
      String database,
      String hostname,
      int port,
      Optional<Integer> hashPartitionModulus) {
    this(
        drivername,
        username,
        password,
        database,
        hostname,
        port,
        hashPartitionModulus,
        Optional.empty());
  }

  /** Without the password: this may end up in a log. */
  @Override
  public String toString() {
    return "%s://%s@%s:%d/%s".formatted(drivername, username, hostname, port, database);
  }
}
