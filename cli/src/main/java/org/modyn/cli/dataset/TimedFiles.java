package org.modyn.cli.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Files that are renamed when they are complete: a watcher of the directory sees them complete,
 * with their modification time.
 */
final class TimedFiles {
  private static final String TEMPORARY_EXTENSION = ".tmp";

  private TimedFiles() {}

  /** Where a file is written before it gets its name. */
  static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + TEMPORARY_EXTENSION);
  }

  /** Gives a file that is complete at its {@link #temporary} place its time and its name. */
  static void complete(Path file, Instant modified) throws IOException {
    Files.setLastModifiedTime(temporary(file), FileTime.from(modified));
    Files.move(temporary(file), file, StandardCopyOption.ATOMIC_MOVE);
  }

  static void write(Path file, byte[] content, Instant modified) throws IOException {
    Files.write(temporary(file), content);
    complete(file, modified);
  }
}
