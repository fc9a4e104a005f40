package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The log of a pipeline.
 *
 * @param path where the log is when the pipeline has ended
 * @param file the file to read
 * @param isTemporary whether the file has the log so far, and is to be deleted
 */
public record LogFile(Path path, Path file, boolean isTemporary) {
  public LogFile {
    requireNonNull(path, "path is null");
    requireNonNull(file, "file is null");
  }
}
