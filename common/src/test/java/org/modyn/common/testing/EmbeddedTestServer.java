package org.modyn.common.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.EmbeddedPostgres;
import org.modyn.common.database.EmbeddedPostgres.Durability;
import org.modyn.common.error.ModynException;

/**
 * The embedded PostgreSQL on a temporary data directory. Leftovers of killed test runs (a server,
 * its files) is removed by the next run.
 */
final class EmbeddedTestServer {
  private EmbeddedTestServer() {}

  static DatabaseConfig start() {
    Path base =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "modyn-test-postgres-" + System.getProperty("user.name"));
    Path binaries = base.resolve("binaries");
    Path data = base.resolve("data").resolve("jvm-" + ProcessHandle.current().pid());
    removeAbandoned(data.getParent(), binaries);
    EmbeddedPostgres server = EmbeddedPostgres.start(data, binaries, Durability.VOLATILE);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  deleteTree(data);
                },
                "stop-test-postgres"));
    return server.config();
  }

  /** To start on an abandoned directory stops its server; one that is in use cannot be started. */
  private static void removeAbandoned(Path parent, Path binaries) {
    for (Path directory : directoriesIn(parent)) {
      long owner = Long.parseLong(directory.getFileName().toString().substring("jvm-".length()));
      if (ProcessHandle.of(owner).isPresent() || !Files.exists(directory.resolve("PG_VERSION"))) {
        continue;
      }
      try {
        EmbeddedPostgres.start(directory, binaries, Durability.VOLATILE).close();
        deleteTree(directory);
      } catch (ModynException e) {
        System.err.println("Leaving " + directory + " alone: " + e.getMessage());
      }
    }
  }

  private static List<Path> directoriesIn(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(path -> path.getFileName().toString().matches("jvm-[0-9]+"))
          .filter(Files::isDirectory)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
      Files.deleteIfExists(directory.resolveSibling(directory.getFileName() + ".lock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
