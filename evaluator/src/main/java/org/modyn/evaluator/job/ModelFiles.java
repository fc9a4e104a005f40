package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.model.ModelCache;

/** The files of the models that jobs use. Thread safe. */
public final class ModelFiles {
  private final ModelCache models;
  private final Path directory;

  /**
   * @param models keeps models for later jobs
   * @param directory for the files of jobs; this object owns it, and empties it
   */
  public ModelFiles(ModelCache models, Path directory) {
    this.models = requireNonNull(models, "models is null");
    this.directory = requireNonNull(directory, "directory is null");
    DurableFiles.deleteRecursively(directory);
    DurableFiles.createDirectories(directory);
  }

  /**
   * Loads a model into a file of its own, which the caller deletes.
   *
   * @param jobId the number of the job that uses the file
   * @throws ModynException as {@link ModelCache#load}
   */
  DownloadedModel load(int modelId, int jobId) {
    Path file = file(jobId);
    return new DownloadedModel(models.load(modelId, file), file);
  }

  /** Deletes the file of a job, if it exists. */
  void delete(int jobId) {
    DurableFiles.delete(file(jobId));
  }

  private Path file(int jobId) {
    return directory.resolve(jobId + ".safetensors");
  }
}
