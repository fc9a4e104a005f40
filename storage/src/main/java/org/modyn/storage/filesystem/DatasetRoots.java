package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders in which local datasets are allowed. Without this restriction, a client could
 * register any folder and read and delete its files with the permissions of the server. Allowed are
 * the folders of the configured datasets, {@code <state directory>/datasets}, and {@code
 * storage.dataset_roots}; all other folders of the state directory are excluded. Symbolic links are
 * resolved before paths are compared. Thread safe.
 */
public final class DatasetRoots {
  private static final int NAMED_ROOTS = 5;
  private static final Logger log = LoggerFactory.getLogger(DatasetRoots.class);

  private final List<Path> roots;
  private final Optional<Path> stateDirectory;

  /** The folders whose refusal was logged. */
  private final Set<Path> reported = ConcurrentHashMap.newKeySet();

  private DatasetRoots(List<Path> roots, Optional<Path> stateDirectory) {
    this.roots = List.copyOf(roots);
    this.stateDirectory = requireNonNull(stateDirectory, "stateDirectory is null");
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
                Stream.of(datasetsOf(state)))
            .flatMap(paths -> paths)
            .map(DatasetRoots::absolute)
            .distinct()
            .toList(),
        Optional.of(state));
  }

  /** Returns a single root. */
  static DatasetRoots of(Path root) {
    return new DatasetRoots(List.of(absolute(root)), Optional.empty());
  }

  private static Path datasetsOf(Path stateDirectory) {
    return stateDirectory.resolve("datasets");
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
    Optional<String> refusal = refusal(basePath, resolve(absolute(basePath)));
    if (refusal.isPresent()) {
      throw ModynException.invalidArgument("base_path %s", refusal.get());
    }
  }

  /**
   * As {@link #requireAllowed(Path, Path)}, for a folder that need not exist.
   *
   * @throws FolderNotAllowedException when it is outside of the roots
   */
  void requireAllowed(Path basePath) throws FolderNotAllowedException {
    requireAllowed(basePath, resolve(absolute(basePath)));
  }

  /**
   * Checks the folder of a registered dataset before it is accessed. A refusal is logged once for
   * each folder.
   *
   * @param real the folder with symbolic links resolved
   * @throws FolderNotAllowedException when it is outside of the roots; the reason says how to allow
   *     it
   */
  void requireAllowed(Path basePath, Path real) throws FolderNotAllowedException {
    Optional<String> refusal = refusal(basePath, real);
    if (refusal.isPresent()) {
      if (reported.add(basePath)) {
        log.warn("A dataset is not served: its folder {}", refusal.get());
      }
      throw new FolderNotAllowedException(basePath, "its folder " + refusal.get());
    }
  }

  private Optional<String> refusal(Path basePath, Path real) {
    if (isStateOfServers(real) || containsState(real)) {
      return Optional.of(
          "'%s' lies in the state directory of the servers, or around it; datasets may lie in %s,"
                  .formatted(basePath, datasetsOf(stateDirectory.orElseThrow()))
              + " or elsewhere");
    }
    if (!contains(real)) {
      boolean linked = !real.equals(absolute(basePath));
      return Optional.of(
          ("'%s'%s lies outside of the folders that this storage server may read (%s); to allow"
                  + " it, add dataset_roots: [%s] to the section storage of the server's"
                  + " configuration, and restart the server")
              .formatted(
                  basePath,
                  linked ? ", which is " + real + " with links resolved," : "",
                  describe(),
                  linked ? real : basePath));
    }
    return Optional.empty();
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
    return stateDirectory.stream()
        .anyMatch(
            state ->
                resolved.startsWith(resolve(state))
                    && !resolved.startsWith(resolve(datasetsOf(state))));
  }

  private boolean containsState(Path resolved) {
    return stateDirectory.stream().anyMatch(state -> resolve(state).startsWith(resolved));
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
