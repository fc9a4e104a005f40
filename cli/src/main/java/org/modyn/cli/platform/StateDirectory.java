package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.file.DurableFiles;

/**
 * Everything that an all-in-one Modyn keeps, for one process at a time:
 *
 * <pre>
 * modyn.lock    locked while in use, with the process id of the user; empty otherwise
 * database/     PostgreSQL's data
 * postgres/     PostgreSQL's programs
 * datasets/     files of prepared datasets
 * logs/         log lines of the servers, a file a run
 * </pre>
 *
 * <p>and what the servers themselves keep there.
 */
public final class StateDirectory implements AutoCloseable {
  private final Path path;
  private final DirectoryLock lock;

  private StateDirectory(Path path, DirectoryLock lock) {
    this.path = requireNonNull(path, "path is null");
    this.lock = requireNonNull(lock, "lock is null");
  }

  /**
   * Takes the directory, which is created when it is not there.
   *
   * @throws ModynException FAILED_PRECONDITION when another process has it, naming that process;
   *     INTERNAL when it cannot be written
   */
  public static StateDirectory lock(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    DirectoryLock lock =
        DirectoryLock.acquire(
            path.resolve("modyn.lock"),
            "the state directory " + path,
            "wait for it to end, or choose another one with --state-dir");
    try {
      DurableFiles.createDirectories(path.resolve("logs"));
      return new StateDirectory(path, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  /** For PostgreSQL's data. */
  public Path database() {
    return path.resolve("database");
  }

  /** For PostgreSQL's programs. */
  public Path databasePrograms() {
    return path.resolve("postgres");
  }

  /** An existing directory. */
  public Path logs() {
    return path.resolve("logs");
  }

  @Override
  public void close() {
    lock.close();
  }
}
