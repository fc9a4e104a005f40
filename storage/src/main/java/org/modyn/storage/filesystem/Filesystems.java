package org.modyn.storage.filesystem;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** The kinds of filesystems, by the name that a dataset's definition calls them. */
public final class Filesystems {
  private final Map<String, Function<String, FilesystemWrapper>> kinds =
      Map.of("LocalFilesystemWrapper", Filesystems::local);

  /**
   * @param type for example {@code LocalFilesystemWrapper}
   * @throws ModynException INVALID_ARGUMENT for an unknown type or a path that cannot be one
   */
  public FilesystemWrapper open(String type, String basePath) {
    Function<String, FilesystemWrapper> kind = kinds.get(type);
    if (kind == null) {
      throw ModynException.invalidArgument(
          "filesystem_wrapper_type is '%s', allowed: %s",
          type, String.join(", ", new TreeMap<>(kinds).keySet()));
    }
    if (basePath.isBlank()) {
      throw ModynException.invalidArgument("base_path is empty; name the folder of the dataset");
    }
    return kind.apply(basePath);
  }

  private static FilesystemWrapper local(String basePath) {
    try {
      return new LocalFilesystemWrapper(Path.of(basePath));
    } catch (InvalidPathException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "base_path '%s' cannot be a path: %s".formatted(basePath, e.getReason()),
          e);
    }
  }
}
