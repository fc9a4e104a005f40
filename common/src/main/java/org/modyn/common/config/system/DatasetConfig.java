package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.NearestName;

/**
 * A dataset whose directory the storage server watches.
 *
 * @param fileWrapperConfig the options of the file wrapper, which checks them itself
 */
@Description("A dataset: a directory whose files the storage server ingests")
public record DatasetConfig(
    @Description("Name of the dataset, which pipelines refer to") @NonEmpty @Example("my-dataset")
        String name,
    @Description("Description of the dataset") @Example("''") String description,
    @Description("Version of the dataset") @Example("'1'") String version,
    @Description(
            "Directory of the files; s3://bucket/prefix if filesystem_wrapper_type is"
                + " S3FilesystemWrapper")
        @NonEmpty
        @Example("/data/my-dataset")
        String basePath,
    @Description("Type of the filesystem, for example LocalFilesystemWrapper")
        @Example("LocalFilesystemWrapper")
        String filesystemWrapperType,
    @Description("Format of the files, for example BinaryFileWrapper")
        @MemberOf(value = "file wrapper", options = "file_wrapper_config")
        @Example("BinaryFileWrapper")
        String fileWrapperType,
    @Description("Options of the file wrapper") Map<String, Object> fileWrapperConfig,
    @Description(
            "Also ingest files that are older than the newest file ingested so far; default false")
        Optional<Boolean> ignoreLastTimestamp,
    @Description("Seconds between two scans of the directory; default: as soon as possible")
        @Minimum(0)
        Optional<Long> fileWatcherInterval,
    @Description(
            "Also ingest files and directories whose names begin with a dot, such as .git; default"
                + " false")
        @OmittedWhenEmpty
        Optional<Boolean> includeHidden,
    @Description("Number of samples that the trigger evaluates at a time")
        @Default("128")
        @Minimum(1)
        int selectorBatchSize) {
  private static final String S3 = "S3FilesystemWrapper";
  private static final List<String> FILESYSTEMS = List.of("LocalFilesystemWrapper", S3);

  public DatasetConfig {
    fileWrapperConfig = OpenMap.copyOf(fileWrapperConfig);
  }

  @Rule
  static void filesystemIsKnown(
      String basePath, String filesystemWrapperType, Violations violations) {
    String field = "filesystem_wrapper_type";
    if (!FILESYSTEMS.contains(filesystemWrapperType)) {
      violations.add(
          field,
          "unknown type of filesystem \"%s\"%s",
          filesystemWrapperType,
          NearestName.hint(filesystemWrapperType, FILESYSTEMS));
    } else if (basePath.startsWith("s3://") != filesystemWrapperType.equals(S3)) {
      violations.add(
          field,
          "LocalFilesystemWrapper reads directories and S3FilesystemWrapper s3://bucket/prefix, but"
              + " base_path is %s",
          basePath);
    }
  }

  /** Returns the local directory; empty when {@code basePath} is a URL. */
  public Optional<Path> folder() {
    return basePath.contains("://") ? Optional.empty() : Optional.of(Path.of(basePath));
  }

  /** Returns the same dataset in another directory. */
  public DatasetConfig withBasePath(String newBasePath) {
    return new DatasetConfig(
        name,
        description,
        version,
        newBasePath,
        filesystemWrapperType,
        fileWrapperType,
        fileWrapperConfig,
        ignoreLastTimestamp,
        fileWatcherInterval,
        includeHidden,
        selectorBatchSize);
  }
}
