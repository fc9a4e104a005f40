package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;

/**
 * The folders in which local datasets are allowed. Without this restriction, a client could
 * register any folder and read and delete its files with the permissions of the server. Allowed are
 * the folders of the configured datasets, {@code <state directory>/datasets}, and {@code
 * storage.dataset_roots}; all other folders of the state directory are excluded. Symbolic links are
 * resolved before paths are compared.
 */
public final class DatasetRoots {
  private static final int NAMED_ROOTS = 5;

  private final List<Path> roots;
  private final Path stateDirectory;
  private final Path stateDatasets;

  private DatasetRoots(List<Path> roots, Path stateDirectory) {
    this.roots = List.copyOf(roots);
    this.stateDirectory = requireNonNull(stateDirectory, "stateDirectory is null");
    this.stateDatasets = stateDirectory.resolve("datasets");
  }

  /** Returns the roots of a configuration. */
  public static DatasetRoots of(ModynConfig config) {
    Path state = absolute(config.stateDirectory());
    return new DatasetRoots(
        Stream.of(
                config.storage().datasetRoots().stream(),
                config.storage().datasets().stream()
                    .map(DatasetConfig::folder)
                    .flatMap(folder -> folder.stream()),
                Stream.of(state.resolve("datasets")))
            .flatMap(paths -> paths)
            .map(DatasetRoots::absolute)
            .distinct()
            .toList(),
        state);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * Checks the folder of a dataset that a client wants to register; it need not exist.
   *
   * @throws ModynException INVALID_ARGUMENT when it is outside of the roots; the message says how
   *     to allow it
   */
  void check(Path basePath) {
    Path folder = resolve(absolute(basePath));
    if (isStateOfServers(folder) || resolve(stateDirectory).startsWith(folder)) {
      throw ModynException.invalidArgument(
          "base_path '%s' lies in the state directory of the servers, or around it; datasets may"
              + " lie in %s, or elsewhere",
          basePath, stateDatasets);
    }
    if (!contains(folder)) {
      throw ModynException.invalidArgument(
          "base_path '%s' lies outside of the folders that this storage server may read (%s); to"
              + " allow it, add dataset_roots: [%s] to the section storage of the server's"
              + " configuration, and restart the server",
          basePath, describe(), basePath);
    }
  }

  private String describe() {
    String named = roots.stream().limit(NAMED_ROOTS).map(Path::toString).collect(joining(", "));
    return roots.size() > NAMED_ROOTS ? named + ", ..." : named;
  }

  /**
   * Returns whether a file or folder may be read.
   *
   * @param resolved the path, with symbolic links resolved
   */
  boolean contains(Path resolved) {
    return !isStateOfServers(resolved)
        && roots.stream().anyMatch(root -> resolved.startsWith(resolve(root)));
  }

  private boolean isStateOfServers(Path resolved) {
    return resolved.startsWith(resolve(stateDirectory))
        && !resolved.startsWith(resolve(stateDatasets));
  }

  /** Resolves the links of the existing part of a path; the rest is unchanged. */
  private static Path resolve(Path path) {
    for (Path existing = path; existing != null; existing = existing.getParent()) {
      if (Files.exists(existing)) {
        try {
          return existing.toRealPath().resolve(existing.relativize(path)).normalize();
        } catch (IOException e) {
          throw ModynException.invalidArgument("cannot resolve the path %s: %s", path, e);
        }
      }
    }
    return path;
  }
}
