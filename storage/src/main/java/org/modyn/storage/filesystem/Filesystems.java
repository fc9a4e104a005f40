package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.modyn.common.config.system.S3Config;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.filesystem.s3.S3FilesystemWrapper;
import org.modyn.storage.filesystem.s3.S3Storage;

/**
 * The kinds of filesystems, by their names in dataset definitions, and the resources that the
 * datasets of a kind share. Thread safe.
 */
public final class Filesystems implements AutoCloseable {
  private final Map<String, Function<String, FilesystemWrapper>> kinds =
      Map.of("LocalFilesystemWrapper", this::local, "S3FilesystemWrapper", this::s3);
  private final DatasetRoots roots;
  private final S3Config s3Config;
  private final Path s3CacheDirectory;
  private Optional<S3Storage> s3 = Optional.empty();

  /**
   * @param roots the folders in which local datasets are allowed
   * @param s3CacheDirectory the cache directory, which is not used unless there is a dataset in S3
   */
  public Filesystems(DatasetRoots roots, S3Config s3Config, Path s3CacheDirectory) {
    this.roots = requireNonNull(roots, "roots is null");
    this.s3Config = requireNonNull(s3Config, "s3Config is null");
    this.s3CacheDirectory = requireNonNull(s3CacheDirectory, "s3CacheDirectory is null");
  }

  /**
   * @param type for example {@code LocalFilesystemWrapper}
   * @throws ModynException INVALID_ARGUMENT for an unknown type or a path that cannot be one;
   *     FAILED_PRECONDITION when the configuration of that type cannot be used
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

  /**
   * Checks whether clients may create a dataset at a location.
   *
   * @throws ModynException INVALID_ARGUMENT when a local folder is outside of the roots
   */
  public void checkClients(String type, String basePath) {
    FilesystemWrapper opened = open(type, basePath);
    if (opened instanceof LocalFilesystemWrapper) {
      roots.check(Path.of(basePath));
    }
  }

  private FilesystemWrapper local(String basePath) {
    if (basePath.contains("://")) {
      throw ModynException.invalidArgument(
          "base_path '%s' is a URL, but LocalFilesystemWrapper reads folders; for"
              + " s3://bucket/folder set filesystem_wrapper_type to S3FilesystemWrapper",
          basePath);
    }
    try {
      return new LocalFilesystemWrapper(Path.of(basePath), roots);
    } catch (InvalidPathException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "base_path '%s' cannot be a path: %s".formatted(basePath, e.getReason()),
          e);
    }
  }

  private FilesystemWrapper s3(String basePath) {
    return S3FilesystemWrapper.open(basePath, this::s3Storage);
  }

  private synchronized S3Storage s3Storage() {
    if (s3.isEmpty()) {
      s3 = Optional.of(S3Storage.open(s3Config, s3CacheDirectory));
    }
    return s3.get();
  }

  /** Closes all connections; open files cannot be read afterwards. */
  @Override
  public synchronized void close() {
    s3.ifPresent(S3Storage::close);
  }
}
