package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.modyn.common.database.EmbeddedPostgres.Durability;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.StatePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory with all state of an all-in-one Modyn; one process at a time uses it:
 *
 * <pre>
 * modyn.lock    locked while in use, with the process id of the user; empty otherwise
 * servers.json the addresses of the running servers
 * database/     PostgreSQL's data
 * postgres/     PostgreSQL's programs
 * datasets/     files of prepared datasets
 * logs/ logs of the servers, one file per run
 * </pre>
 *
 * <p>and the directories of the servers.
 */
public final class StateDirectory implements AutoCloseable {
  static final String DATABASE = "database";
  private static final String LOCK = "modyn.lock";
  private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

  private final Path path;
  private final DirectoryLock lock;
  private final Path databasePrograms;
  private final Lifetime lifetime;

  private enum Lifetime {
    /** Kept for later runs. */
    LASTING,
    /** For one use; deleted afterwards. */
    TEMPORARY,
    /** For one use; kept for inspection. */
    KEPT
  }

  private StateDirectory(Path path, DirectoryLock lock, Path databasePrograms, Lifetime lifetime) {
    this.path = requireNonNull(path, "path is null");
    this.lock = requireNonNull(lock, "lock is null");
    this.databasePrograms = requireNonNull(databasePrograms, "databasePrograms is null");
    this.lifetime = requireNonNull(lifetime, "lifetime is null");
  }

  /** The directory itself, or else the nearest of its parents that exists; it may be a file. */
  public static Path nearestExisting(Path directory) {
    Path existing = directory.toAbsolutePath().normalize();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing;
  }

  /**
   * Checks that neither the path of a state directory nor one of its parents is a file.
   *
   * @throws ModynException FAILED_PRECONDITION when one is
   */
  public static void requireDirectory(Path directory) {
    Path existing = nearestExisting(directory);
    if (!Files.isDirectory(existing)) {
      throw ModynException.failedPrecondition(
          "cannot use the state directory %s: %s is a file; name a directory with --state-dir, or"
              + " as state_directory in the system configuration",
          directory, existing);
    }
  }

  /**
   * Locks the directory, creates it if it does not exist, and restricts it to its owner.
   *
   * @throws ModynException FAILED_PRECONDITION when another process uses it, naming that process,
   *     or when it is a file; INTERNAL when it cannot be written
   */
  public static StateDirectory lock(Path directory) {
    return lock(directory, directory, Lifetime.LASTING);
  }

  /**
   * Creates a directory that is deleted when it is closed. The programs of PostgreSQL are shared
   * with a permanent state directory.
   *
   * @param lasting the permanent state directory; the new one is in its subdirectory {@code
   *     rehearsals}
   * @param keep whether to keep it instead
   * @throws ModynException INTERNAL or FAILED_PRECONDITION when it cannot be written
   */
  public static StateDirectory temporary(Path lasting, boolean keep) {
    requireDirectory(lasting);
    Path parent = lasting.resolve("rehearsals");
    DurableFiles.createDirectories(parent);
    try {
      return lock(
          Files.createTempDirectory(parent, ""),
          lasting,
          keep ? Lifetime.KEPT : Lifetime.TEMPORARY);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(parent, e);
    }
  }

  private static StateDirectory lock(Path directory, Path programs, Lifetime lifetime) {
    Path path = directory.toAbsolutePath().normalize();
    requireDirectory(path);
    DirectoryLock lock =
        DirectoryLock.acquire(
            path.resolve(LOCK),
            "the state directory " + path,
            "wait for it to end, or choose another one with --state-dir");
    try {
      StatePermissions.restrict(path);
      DurableFiles.createDirectories(path.resolve("logs"));
      return new StateDirectory(
          path, lock, programs.toAbsolutePath().normalize().resolve("postgres"), lifetime);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The process that uses a directory, according to its lock file: a process that was killed
   * remains there until the next one locks the directory.
   */
  static OptionalLong holder(Path directory) {
    Path file = directory.resolve(LOCK);
    try {
      String content = Files.readString(file);
      return content.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(content));
    } catch (NoSuchFileException | NumberFormatException e) {
      log.debug("{} contains no process id", file, e);
      return OptionalLong.empty();
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }

  public Path path() {
    return path;
  }

  /** The data directory of PostgreSQL. */
  public Path database() {
    return path.resolve(DATABASE);
  }

  /** The programs of PostgreSQL. */
  public Path databasePrograms() {
    return databasePrograms;
  }

  /** Whether the database survives a power failure. */
  public Durability durability() {
    return lifetime == Lifetime.LASTING ? Durability.DURABLE : Durability.VOLATILE;
  }

  /** An existing directory. */
  public Path logs() {
    return path.resolve("logs");
  }

  @Override
  public void close() {
    lock.close();
    if (lifetime == Lifetime.TEMPORARY) {
      DurableFiles.deleteRecursively(path);
    }
  }
}
