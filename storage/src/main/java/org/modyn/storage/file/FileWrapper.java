package org.modyn.storage.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;

/**
 * A kind of file with its options. Two wrappers are equal when they read every file alike; so
 * implementations are records. Safe for concurrent use.
 */
public interface FileWrapper {
  /** Only files whose names end so are taken; with its dot. */
  String fileExtension();

  /**
   * Reads a new file from beginning to end, checks it, and collects its labels.
   *
   * @return the label of each sample; at least one
   * @throws InvalidFileException when the file is not, or not yet, as it should be
   * @throws IOException when it cannot be read
   */
  PackedLabels take(FilesystemWrapper filesystem, FileStatus file) throws IOException;

  /**
   * Opens a file that {@link #take} has accepted, for reading samples.
   *
   * @param content all bytes of the file
   */
  Records open(MemorySegment content);
}
