package org.modyn.storage.file;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;

/**
 * A file format with its options. Two wrappers are equal when they read every file identically, so
 * implementations are records. Thread safe.
 */
public interface FileWrapper {
  /** Returns the extension of the files to ingest, with its dot. */
  String fileExtension();

  /**
   * Reads a new file from beginning to end, checks it, and finds its records and their labels.
   *
   * @throws InvalidFileException when the file is malformed or incomplete
   * @throws IOException when it cannot be read
   */
  ParsedRecords parse(FilesystemWrapper filesystem, FileStatus file) throws IOException;

  /** Returns whether {@link #open} needs the locations that {@link #parse} has determined. */
  boolean needsLocations();

  /**
   * Opens a file that {@link #parse} has accepted, for reading samples.
   *
   * @param file the status of the file when it was ingested
   * @param locations the locations that {@code parse} has determined; ignored unless {@link
   *     #needsLocations}. Must not be modified.
   */
  Records open(FileStatus file, FileContent content, byte[] locations);

  /**
   * Returns the byte ranges of whole records, for removing some of them; empty when files of this
   * format cannot be rewritten.
   *
   * @param locations as for {@link #open}
   */
  Optional<RecordExtents> extents(byte[] locations);

  /**
   * Returns the paths of files that belong only to the file at {@code path} and are removed with
   * it. They need not exist.
   */
  default List<String> companions(String path) {
    return List.of();
  }
}
