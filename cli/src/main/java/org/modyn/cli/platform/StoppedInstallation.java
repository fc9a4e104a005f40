package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.EmbeddedPostgres;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;

/**
 * An installation whose servers do not run, for work on its database and its files. While it is
 * open, the selector and the model storage cannot start on its directories, and no platform can
 * start in its state directory.
 */
public final class StoppedInstallation implements AutoCloseable {
  private final ModynConfig config;
  // closed in reverse order
  private final Deque<AutoCloseable> parts;

  private StoppedInstallation(ModynConfig config, Deque<AutoCloseable> parts) {
    this.config = requireNonNull(config, "config is null");
    this.parts = requireNonNull(parts, "parts is null");
  }

  /**
   * Opens the installation of servers that run as processes of their own.
   *
   * @throws ModynException FAILED_PRECONDITION when a server uses a directory
   */
  public static StoppedInstallation of(ModynConfig config) {
    return open(config, new ArrayDeque<>());
  }

  /**
   * Opens the installation of a {@code modyn run}, and starts its database.
   *
   * @param configured names directories outside of the state directory
   * @throws ModynException FAILED_PRECONDITION when a process uses the state directory
   */
  public static StoppedInstallation in(
      Path stateDirectory, ModynConfig configured, TerminationSignal signal) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    StateDirectory state = StateDirectory.lock(stateDirectory);
    parts.push(state);
    try {
      EmbeddedPostgres database =
          signal.interruptibly(
              () ->
                  EmbeddedPostgres.start(
                      state.database(), state.databasePrograms(), state.durability()));
      parts.push(database);
      ModynConfig config = configured.withStateDirectory(state.path());
      return open(
          config
              .withStorage(config.storage().withDatabase(database.config()))
              .withMetadataDatabase(database.config()),
          parts);
    } catch (RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  /** Returns whether a directory is the state directory of a {@code modyn run}. */
  public static boolean exists(Path stateDirectory) {
    return Files.isDirectory(stateDirectory.resolve(StateDirectory.DATABASE));
  }

  private static StoppedInstallation open(ModynConfig config, Deque<AutoCloseable> parts) {
    try {
      lock("selector", config.localStorageDirectory(), parts);
      lock("model storage", config.modelsDirectory(), parts);
      return new StoppedInstallation(config, parts);
    } catch (RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  private static void lock(String server, Path directory, Deque<AutoCloseable> parts) {
    if (Files.isDirectory(directory)) {
      parts.push(DirectoryLock.acquire(server, directory));
    }
  }

  /** Returns the configuration, with the databases in use. */
  public ModynConfig config() {
    return config;
  }

  /** Returns the databases with the names of the schemas in them, that of storage first. */
  public Map<DatabaseConfig, List<String>> schemas() {
    Map<DatabaseConfig, List<String>> schemas = new LinkedHashMap<>();
    schemas
        .computeIfAbsent(config.storage().database(), database -> new ArrayList<>())
        .add("storage");
    schemas
        .computeIfAbsent(config.metadataDatabase(), database -> new ArrayList<>())
        .addAll(List.of("selector", "model_storage", "supervisor"));
    return schemas;
  }

  @Override
  public void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("the parts throw no checked exceptions", e);
      }
    }
  }
}
