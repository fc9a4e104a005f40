package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.modyn.common.config.pipeline.SelectionStrategyConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.selector.database.SeenRepository;

/** Opens each pipeline's storage backend, of the kind that its configuration asks for. */
public final class StorageBackends {
  private final Path directory;
  private final long maximumSamplesInFile;
  private final SeenRepository repository;

  /**
   * @param directory of the backend {@code local}: holds a directory for each pipeline
   * @param maximumSamplesInFile of a file in there
   * @param repository of the backend {@code database}
   */
  public StorageBackends(Path directory, long maximumSamplesInFile, SeenRepository repository) {
    this.directory = requireNonNull(directory, "directory is null");
    this.maximumSamplesInFile = maximumSamplesInFile;
    this.repository = requireNonNull(repository, "repository is null");
  }

  /** Deletes what a pipeline has seen, in all backends; it must not be open. */
  public void delete(int pipelineId) {
    DurableFiles.deleteRecursively(directory(pipelineId));
    repository.dropPartition(pipelineId);
  }

  private Path directory(int pipelineId) {
    return directory.resolve(Integer.toString(pipelineId));
  }

  /**
   * Opens what a pipeline has seen.
   *
   * @param recordedCount how many samples triggers were computed over
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
