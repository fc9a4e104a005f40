package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.modelstorage.model.ModelDescription;
import org.modyn.modelstorage.model.Sha256;

/**
 * A model that is being received into temporary files: first its weights, then, if its training
 * recorded them, its trained samples. They are synced when the model is stored. {@link #close}
 * removes the files unless the model has been stored. Not thread safe.
 */
public final class IncomingModel implements AutoCloseable {
  private final ModelDescription description;
  private final Supplier<Path> paths;
  private final IncomingFile weights;
  private Optional<IncomingFile> samples = Optional.empty();
  private boolean complete;

  /**
   * @param paths creates paths in the directory of the model
   */
  IncomingModel(ModelDescription description, Supplier<Path> paths) {
    this.description = requireNonNull(description, "description is null");
    this.paths = requireNonNull(paths, "paths is null");
    this.weights = IncomingFile.create(paths.get());
  }

  /** Appends to the weights. */
  public void write(ByteBuffer chunk) {
    weights.write(chunk);
  }

  /**
   * Completes the weights.
   *
   * @return the checksum of the content
   * @throws ModynException INVALID_ARGUMENT when it differs from {@code expected}
   */
  public Sha256 finish(Sha256 expected) {
    Sha256 checksum = weights.finish("checksum", expected);
    complete = true;
    return checksum;
  }

  /** Appends to the trained samples. */
  public void writeSamples(ByteBuffer chunk) {
    complete = false;
    if (samples.isEmpty()) {
      samples = Optional.of(IncomingFile.create(paths.get()));
    }
    samples.get().write(chunk);
  }

  /**
   * Completes the trained samples.
   *
   * @throws ModynException INVALID_ARGUMENT when their checksum differs from {@code expected}, or
   *     there are none
   */
  public void finishSamples(Sha256 expected) {
    samples
        .orElseThrow(
            () ->
                ModynException.invalidArgument(
                    "samples_checksum: there is no samples_chunk before"))
        .finish("samples_checksum", expected);
    complete = true;
  }

  /** Whether all files that were begun are complete. */
  public boolean isComplete() {
    return complete;
  }

  ModelDescription description() {
    return description;
  }

  /** The file of the weights. */
  Path path() {
    return weights.path();
  }

  /** The size of the weights, in bytes. */
  public long size() {
    return weights.size();
  }

  /** The file of the trained samples; empty if the training did not record them. */
  Optional<Path> samples() {
    return samples.map(IncomingFile::path);
  }

  @Override
  public void close() {
    try (weights) {
      samples.ifPresent(IncomingFile::close);
    }
  }
}
