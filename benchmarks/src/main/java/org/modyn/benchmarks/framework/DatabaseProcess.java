package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.benchmarks.database.DatabaseSize;
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

  /** Returns the size of the database. */
  public DatabaseSize size() {
    Matcher details = DETAILS.matcher(process.details());
    if (!details.matches()) {
      throw ModynException.internal(
          "the database printed '%s' instead of how to connect", process.details());
    }
    return new DatabaseSize(
        "jdbc:postgresql://%s/%s".formatted(process.address(), details.group("database")),
        details.group("username"),
        Path.of(details.group("password")));
  }

  @Override
  public void close() {
    process.close();
  }
}
