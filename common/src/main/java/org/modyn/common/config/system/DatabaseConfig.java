package org.modyn.common.config.system;

import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;

/**
 * A PostgreSQL database.
 *
 * @param url empty: its parts are in the other fields
 * @param hashPartitionModulus of the selector's tables of samples; not used by other servers
 */
@Description("A PostgreSQL database")
public record DatabaseConfig(
    @Description("Kind of database; only postgresql is supported") @Default("postgresql")
        String drivername,
    @Description("Name of the database user") @Default("postgres") String username,
    @Description("Password of that user") @Default("postgres") String password,
    @Description("Name of the database; each server has its own schema in it") @Default("postgres")
        String database,
    @Description("Host that the database runs on") @Default("localhost") String hostname,
    @Description("Port that the database listens on") @Default("5432") @Minimum(1) @Maximum(65535)
        int port,
    @Description(
            "Number of hash partitions of a pipeline's samples, for newly registered pipelines;"
                + " default: 16")
        @Minimum(1)
        Optional<Integer> hashPartitionModulus,
    @Description("Seed of the database's random numbers") @Minimum(-1) @Maximum(1)
        Optional<Double> seed,
    @Description("Parameters of the connection, as in a JDBC URL: sslmode=require&...")
        @Default("''")
        String parameters,
    @Description(
            "The database as a JDBC URL, jdbc:postgresql://host:port/database?user=...; overrides"
                + " the other fields")
        Optional<JdbcUrl> url,
    @Description("File that contains only the password; overrides password")
        Optional<SecretFile> passwordFile) {

  public DatabaseConfig {
    if (url.isPresent()) {
      JdbcUrl parsed = url.get();
      hostname = parsed.hostname();
      port = parsed.port();
      database = parsed.database();
      username = parsed.username().orElse(username);
      password = parsed.password().orElse(password);
      parameters = parsed.parameters();
      url = Optional.empty();
    }
  }

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
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Returns the password, which may be in a file.
   *
   * @throws org.modyn.common.error.ModynException FAILED_PRECONDITION when the file cannot be read
   */
  public String secret() {
    return passwordFile.map(file -> file.read("password_file")).orElse(password);
  }

  /** Omits the password, because this text may be logged. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s://%s@%s:%d/%s", drivername, username, hostname, port, database);
  }
}
