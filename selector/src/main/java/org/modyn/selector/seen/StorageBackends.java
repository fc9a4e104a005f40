package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.selector.database.SeenRepository;

/** Opens the storage backend that the configuration of a pipeline selects. */
public final class StorageBackends {
  private final Path directory;
  private final long maximumSamplesInFile;
  private final SeenRepository repository;

  /**
   * @param directory the root directory of the backend {@code local}, with one directory per
   *     pipeline
   * @param maximumSamplesInFile the maximum number of samples in a segment file
   * @param repository the tables of the backend {@code database}
   */
  public StorageBackends(Path directory, long maximumSamplesInFile, SeenRepository repository) {
    this.directory = requireNonNull(directory, "directory is null");
    this.maximumSamplesInFile = maximumSamplesInFile;
    this.repository = requireNonNull(repository, "repository is null");
  }

  /** Deletes the samples of a pipeline in all backends. The pipeline must not be open. */
  public void delete(int pipelineId) {
    DurableFiles.deleteRecursively(directory(pipelineId));
    repository.dropPartition(pipelineId);
  }

  private Path directory(int pipelineId) {
    return directory.resolve(Integer.toString(pipelineId));
  }

  /**
   * Opens the samples of a pipeline.
   *
   * @param recordedCount the number of samples that the newest trigger was computed over
   * @throws ModynException DATA_LOSS when there are fewer, or files are damaged
   */
  public StorageBackend open(
      SelectionStrategyConfig.StorageBackend kind, int pipelineId, long recordedCount) {
    return switch (kind) {
      case LOCAL ->
          LocalStorageBackend.open(
              directory(pipelineId), pipelineId, maximumSamplesInFile, recordedCount);
      case DATABASE -> DatabaseStorageBackend.open(repository, pipelineId, recordedCount);
    };
  }
}
