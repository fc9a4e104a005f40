package org.modyn.cli.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Files that get their modification time and final name when they are complete, so that nobody who
 * watches the directory sees a partial file.
 */
final class TimedFiles {
  private static final String TEMPORARY_EXTENSION = ".tmp";

  private TimedFiles() {}

  /** Where a file is written before it is complete. */
  static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + TEMPORARY_EXTENSION);
  }

  /**
   * Sets the modification time of a complete {@linkplain #temporary temporary} file and moves it to
   * its final name.
   */
  static void complete(Path file, Instant modified) throws IOException {
    Files.setLastModifiedTime(temporary(file), FileTime.from(modified));
    Files.move(temporary(file), file, StandardCopyOption.ATOMIC_MOVE);
  }

  static void write(Path file, byte[] content, Instant modified) throws IOException {
    Files.write(temporary(file), content);
    complete(file, modified);
  }
}
