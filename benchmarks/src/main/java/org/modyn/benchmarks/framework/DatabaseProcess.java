package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** PostgreSQL as a separate process, for the servers of a benchmark. */
public final class DatabaseProcess implements AutoCloseable {
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
    Path state = Files.createDirectories(directory.resolve("state"));
    return new DatabaseProcess(
        ServerProcess.start(
            List.of(),
            directory.resolve("database.log"),
            "database",
            "--state-dir",
            state.toString()));
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

  @Override
  public void close() {
    process.close();
  }
}
