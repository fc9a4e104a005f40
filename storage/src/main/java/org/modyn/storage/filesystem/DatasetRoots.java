package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;
import static org.modyn.common.error.Checks.inField;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.PathRoots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders in which local datasets are allowed: those of the configured datasets, {@code <state
 * directory>/datasets}, and {@code storage.dataset_roots}. Without this restriction, a client could
 * register any folder and read and delete its files with the permissions of the server. Thread
 * safe.
 */
public final class DatasetRoots {
  private static final PathRoots.Use USE =
      new PathRoots.Use(
          "datasets", "folders that this storage server may read", "storage", "dataset_roots");
  private static final Logger log = LoggerFactory.getLogger(DatasetRoots.class);

  private final PathRoots roots;

  /** The folders whose refusal was logged. */
  private final Set<Path> reported = ConcurrentHashMap.newKeySet();

  private DatasetRoots(PathRoots roots) {
    this.roots = requireNonNull(roots, "roots is null");
  }

  /** Returns the roots of a configuration. */
  public static DatasetRoots of(ModynConfig config) {
    Stream<Path> configured =
        config.storage().datasets().stream()
            .map(DatasetConfig::folder)
            .flatMap(folder -> folder.stream());
    List<Path> allowed =
        Stream.concat(config.storage().datasetRoots().stream(), configured).toList();
    return new DatasetRoots(
        PathRoots.of(USE, config.stateDirectory(), List.of("datasets"), allowed));
  }

  /** Returns a single root. */
  static DatasetRoots of(Path root) {
    return new DatasetRoots(PathRoots.only(USE, root));
  }

  /**
   * Checks the folder of a dataset that a client wants to register; it need not exist.
   *
   * @throws ModynException INVALID_ARGUMENT when it is outside of the roots; the message says how
   *     to allow it
   */
  void check(Path basePath) {
    inField("base_path", () -> roots.resolve(basePath));
  }

  /**
   * As {@link #requireAllowed(Path, Path)}, for a folder that need not exist.
   *
   * @throws FolderNotAllowedException when it is outside of the roots
   */
  void requireAllowed(Path basePath) throws FolderNotAllowedException {
    requireAllowed(basePath, PathRoots.real(basePath));
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
    Optional<String> refusal = roots.refusal(basePath, real);
    if (refusal.isPresent()) {
      if (reported.add(basePath)) {
        log.warn("A dataset is not served: its folder {}", refusal.get());
      }
      throw new FolderNotAllowedException(basePath, "its folder " + refusal.get());
    }
  }

  /**
   * Returns whether a file or folder may be read.
   *
   * @param resolved the path, with symbolic links resolved
   */
  boolean contains(Path resolved) {
    return roots.contains(resolved);
  }
}
