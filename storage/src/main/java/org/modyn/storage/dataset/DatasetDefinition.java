package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;
import static org.modyn.common.error.Checks.check;

import java.util.regex.Pattern;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.PathRoots;
import org.modyn.storage.file.FileWrapper;
import org.modyn.storage.file.FileWrappers;
import org.modyn.storage.filesystem.FilesystemWrapper;
import org.modyn.storage.filesystem.Filesystems;

/**
 * The definition of a dataset, as registered.
 *
 * @param basePath the folder
 * @param filesystemWrapperType see {@link Filesystems}
 * @param fileWrapperType see {@link FileWrappers}
 * @param fileWrapperConfig the file wrapper's options, as YAML or JSON
 * @param ignoreLastTimestamp whether files older than the newest file ingested are ingested, too
 * @param fileWatcherInterval seconds between two scans of the folder; 0: as soon as possible
 * @param includeHidden whether files and folders whose names begin with a dot are ingested
 */
public record DatasetDefinition(
    String name,
    String description,
    String version,
    String basePath,
    String filesystemWrapperType,
    String fileWrapperType,
    String fileWrapperConfig,
    boolean ignoreLastTimestamp,
    long fileWatcherInterval,
    boolean includeHidden) {

  /** The maximum length of a name, in characters. */
  public static final int LONGEST_NAME = 200;

  private static final int LONGEST_PATH = PathRoots.LONGEST_PATH;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern NAME = Pattern.compile("[^~./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*");
  private static final Pattern PATH =
      Pattern.compile("(?!~)(?!.*(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$))[^\\p{Cntrl}]*");

  /**
   * @throws ModynException INVALID_ARGUMENT for a blank name or a negative interval
   */
  public DatasetDefinition {
    requireNonNull(description, "description is null");
    requireNonNull(version, "version is null");
    requireNonNull(basePath, "basePath is null");
    requireNonNull(filesystemWrapperType, "filesystemWrapperType is null");
    requireNonNull(fileWrapperType, "fileWrapperType is null");
    requireNonNull(fileWrapperConfig, "fileWrapperConfig is null");
    if (name.isBlank()) {
      throw ModynException.invalidArgument("dataset_id is empty; give the dataset a name");
    }
    if (fileWatcherInterval < 0) {
      throw ModynException.invalidArgument(
          "file_watcher_interval is %d, allowed are 0 and more seconds", fileWatcherInterval);
    }
  }

  /**
   * Validates the name and folder of a new dataset: the name may become part of paths and log
   * lines.
   *
   * @throws ModynException INVALID_ARGUMENT for a name or folder that is too long, has control
   *     characters, or could refer to another location
   */
  public void checkNames() {
    check(
        name.length() <= LONGEST_NAME,
        "dataset_id has %s characters, allowed are %s",
        name.length(),
        LONGEST_NAME);
    check(
        NAME.matcher(name).matches(),
        "dataset_id '%s' must not begin with '~' or '.', and must not have '/', '\\' or control"
            + " characters",
        printable(name));
    check(
        basePath.length() <= LONGEST_PATH,
        "base_path has %s characters, allowed are %s",
        basePath.length(),
        LONGEST_PATH);
    check(
        PATH.matcher(basePath).matches(),
        "base_path '%s' must not begin with '~', and must not have '..' or control characters",
        printable(basePath));
  }

  private static String printable(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  public static DatasetDefinition of(DatasetConfig config) {
    return new DatasetDefinition(
        config.name(),
        config.description(),
        config.version(),
        config.basePath(),
        config.filesystemWrapperType(),
        config.fileWrapperType(),
        ConfigLoader.toJson(config.fileWrapperConfig()),
        config.ignoreLastTimestamp().orElse(false),
        config.fileWatcherInterval().orElse(0L),
        config.includeHidden().orElse(false));
  }

  /**
   * @throws ModynException INVALID_ARGUMENT when the type is unknown or its options are wrong
   */
  public FileWrapper createFileWrapper() {
    return FileWrappers.create(fileWrapperType, fileWrapperConfig);
  }

  /**
   * @throws ModynException INVALID_ARGUMENT when the type is unknown or the path cannot be one
   */
  public FilesystemWrapper openFilesystem(Filesystems filesystems) {
    return filesystems.open(filesystemWrapperType, basePath);
  }
}
