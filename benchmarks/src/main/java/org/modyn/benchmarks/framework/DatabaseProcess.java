package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** PostgreSQL as a separate process, for the servers of a benchmark. */
public final class DatabaseProcess implements AutoCloseable {
  private static final Pattern DETAILS =
      Pattern.compile(
          "database: (?<database>.*), username: (?<username>.*), password_file: (?<password>.*)");

  private final ServerProcess process;

  private DatabaseProcess(ServerProcess process) {
    this.process = requireNonNull(process, "process is null");
  }

  /**
   * Starts an empty database.
   *
   * @param directory the directory for state and log
   */
  public static DatabaseProcess start(Path directory) throws IOException {
    return start(directory, List.of(), OptionalInt.empty());
  }

  /**
   * Starts a database, on the state that an earlier one has left.
   *
   * @param directory the directory for state and log
   * @param jvmOptions of the process that starts PostgreSQL
   * @param port empty means that of the last time, or one that is free
   */
  static DatabaseProcess start(Path directory, List<String> jvmOptions, OptionalInt port)
      throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    List<String> arguments = new ArrayList<>(List.of("database", "--state-dir", state.toString()));
    port.ifPresent(fixed -> arguments.addAll(List.of("--port", Integer.toString(fixed))));
    return new DatabaseProcess(
        ServerProcess.start(
            jvmOptions, directory.resolve("database.log"), arguments.toArray(String[]::new)));
  }

  /** Returns the database's section of a system configuration, as YAML. */
  String section() {
    return String.format(
        Locale.ROOT,
        "{hostname: %s, port: %d, %s}",
        process.address().hostname(),
        process.address().port(),
        process.details());
  }

  /** Kills the process that starts PostgreSQL with SIGKILL, not PostgreSQL itself. */
  void kill() {
    process.kill();
  }

  /** Returns the size of all tables and indexes in bytes. */
  public long diskBytes() {
    return query("SELECT pg_database_size(current_database())");
  }

  /** Returns the number of rows in all tables of a schema, which are counted one by one. */
  public long rows(String schema) {
    return query(
        """
        SELECT coalesce(sum((xpath('/row/n/text()', query_to_xml(
          format('SELECT count(*) AS n FROM %%I.%%I', nspname, relname), false, true, '')))[1]
          ::text::bigint), 0)::bigint
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = '%s' AND relkind = 'r'\
        """
            .formatted(schema));
  }

  private long query(String statement) {
    Matcher details = DETAILS.matcher(process.details());
    if (!details.matches()) {
      throw ModynException.internal(
          "the database printed '%s' instead of how to connect", process.details());
    }
    String url = "jdbc:postgresql://%s/%s".formatted(process.address(), details.group("database"));
    try (Connection connection =
            DriverManager.getConnection(
                url,
                details.group("username"),
                Files.readString(Path.of(details.group("password"))).strip());
        Statement query = connection.createStatement();
        ResultSet result = query.executeQuery(statement)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException | IOException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "cannot measure the database at %s".formatted(url), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
