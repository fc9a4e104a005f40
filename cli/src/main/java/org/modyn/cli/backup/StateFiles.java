package org.modyn.cli.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * The directories of an installation whose files a backup has. Not among them are caches, which are
 * filled again, and checkpoints, without which a training starts from its beginning and makes the
 * same model.
 *
 * @param directories by their names in backups
 */
record StateFiles(Map<String, Path> directories) {
  /** The lock of a server's directory, which always exists. */
  private static final String LOCK = "lock";

  private static final String UNFINISHED = ".incomplete";

  static StateFiles of(ModynConfig config) {
    Map<String, Path> directories = new LinkedHashMap<>();
    directories.put("local_storage", config.localStorageDirectory());
    directories.put("trigger_samples", config.triggerSampleDirectory());
    directories.put("models", config.modelsDirectory());
    directories.put("evaluation", config.evalDirectory());
    directories.put("plugins", config.stateDirectory().resolve("plugins"));
    directories.put("tokenizers", config.stateDirectory().resolve("tokenizers"));
    return new StateFiles(directories);
  }

  /** Returns the directory in which {@code modyn run} prepares datasets; no backup has it. */
  static Path datasets(ModynConfig config) {
    return config.stateDirectory().resolve("datasets");
  }

  /** Returns all files by {@code <directory>/<path>}; locks and unfinished files are left out. */
  SortedMap<String, Path> list() {
    SortedMap<String, Path> files = new TreeMap<>();
    directories.forEach((name, directory) -> list(name, directory, files));
    return files;
  }

  private static void list(String name, Path directory, Map<String, Path> files) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Path lock = directory.resolve(LOCK);
    // the directory itself may be a symbolic link
    try (Stream<Path> paths = Files.walk(directory.resolve(""))) {
      paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.equals(lock) && !path.toString().endsWith(UNFINISHED))
          .forEach(path -> files.put(name + "/" + directory.relativize(path), path));
    } catch (IOException e) {
      throw DurableFiles.cannotRead(directory, e);
    } catch (UncheckedIOException e) {
      throw DurableFiles.cannotRead(directory, e.getCause());
    }
  }

  /**
   * Returns where a file belongs.
   *
   * @param name as of {@link #list}
   * @throws ModynException DATA_LOSS when it is outside of the directories
   */
  Path resolve(String name) {
    int slash = name.indexOf('/');
    Path directory = slash < 0 ? null : directories.get(name.substring(0, slash));
    if (directory != null) {
      Path root = absolute(directory);
      Path path = root.resolve(name.substring(slash + 1)).normalize();
      if (path.startsWith(root) && !path.equals(root)) {
        return path;
      }
    }
    throw ModynException.dataLoss("the backup has a file outside of all directories: %s", name);
  }

  /** Returns the directories between a file and the one of {@link #directories} that it is in. */
  List<Path> parents(Path file) {
    List<Path> parents = new ArrayList<>();
    Path parent = file.getParent();
    while (parent != null
        && directories.values().stream().map(StateFiles::absolute).anyMatch(parent::startsWith)) {
      parents.add(parent);
      parent = parent.getParent();
    }
    return parents;
  }

  private static Path absolute(Path directory) {
    return directory.toAbsolutePath().normalize();
  }

  /**
   * Checks that no directory has files.
   *
   * @throws ModynException ALREADY_EXISTS when one has
   */
  void requireEmpty() {
    for (Path directory : directories.values()) {
      for (Path entry : DurableFiles.list(directory)) {
        if (!entry.equals(directory.resolve(LOCK))) {
          throw ModynException.alreadyExists(
              "%s is not empty; restore into other directories, or move its files away", directory);
        }
      }
    }
  }

  /** Deletes all files, of directories that were empty before. */
  void clear() {
    for (Path directory : directories.values()) {
      for (Path entry : DurableFiles.list(directory)) {
        if (Files.isDirectory(entry)) {
          DurableFiles.deleteRecursively(entry);
        } else if (!entry.equals(directory.resolve(LOCK))) {
          DurableFiles.delete(entry);
        }
      }
    }
  }
}
