package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.proto.modelstorage.ModelHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models from the model storage into files. The file of the model that was loaded last is
 * kept, because triggering policies use one model again and again: it is a second hard link to the
 * file of the first job, and a later job with the same model gets a third one. A transfer, most of
 * it checksums, takes about 5 ms per megabyte. Thread safe.
 */
public final class ModelFiles {
  private static final Logger log = LoggerFactory.getLogger(ModelFiles.class);

  private final ModelStorageClient storage;
  private final Path directory;
  private final Path keptFile;
  private Optional<Kept> kept = Optional.empty();

  private record Kept(int modelId, ByteString checksum, ModelHeader header) {}

  /**
   * @param directory for the files of jobs; this object owns it, and empties it
   * @param keptFile for the model that was loaded last, on the same filesystem; likewise
   */
  public ModelFiles(ModelStorageClient storage, Path directory, Path keptFile) {
    this.storage = requireNonNull(storage, "storage is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.keptFile = requireNonNull(keptFile, "keptFile is null");
    DurableFiles.deleteRecursively(directory);
    DurableFiles.createDirectories(directory);
    DurableFiles.delete(keptFile);
  }

  /**
   * Loads a model into a file of its own, which the caller deletes.
   *
   * @param jobId the number of the job that uses the file
   * @throws ModynException NOT_FOUND when there is no such model; DATA_LOSS when it is damaged;
   *     UNAVAILABLE when the model storage cannot be reached
   */
  DownloadedModel load(int modelId, int jobId) {
    Path file = file(jobId);
    // an id alone could be that of an earlier model, if the models were deleted with their database
    ByteString checksum = storage.describe(modelId).getSummary().getChecksum();
    Optional<ModelHeader> known = link(modelId, checksum, file);
    if (known.isPresent()) {
      return new DownloadedModel(known.get(), file);
    }
    ModelHeader header = storage.load(modelId, file);
    keep(new Kept(modelId, checksum, header), file);
    return new DownloadedModel(header, file);
  }

  /** Deletes the file of a job, if it exists. */
  void delete(int jobId) {
    DurableFiles.delete(file(jobId));
  }

  private Path file(int jobId) {
    return directory.resolve(jobId + ".safetensors");
  }

  private synchronized Optional<ModelHeader> link(int modelId, ByteString checksum, Path file) {
    boolean isKept =
        kept.filter(model -> model.modelId() == modelId && model.checksum().equals(checksum))
            .isPresent();
    return isKept && link(keptFile, file) ? kept.map(Kept::header) : Optional.empty();
  }

  private synchronized void keep(Kept model, Path file) {
    DurableFiles.delete(keptFile);
    kept = link(file, keptFile) ? Optional.of(model) : Optional.empty();
  }

  /** Returns false on a filesystem without hard links. */
  private static boolean link(Path existing, Path link) {
    try {
      Files.createLink(link, existing);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      log.info("The weights are loaded again, as {} cannot be linked: {}", existing, e.toString());
      return false;
    }
  }
}
