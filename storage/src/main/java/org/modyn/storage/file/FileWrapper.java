package org.modyn.storage.file;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;

/**
 * A kind of file with its options. Two wrappers are equal when they read every file alike; so
 * implementations are records. Safe for concurrent use.
 */
public interface FileWrapper {
  /** Only files whose names end so are ingested; with its dot. */
  String fileExtension();

  /**
   * Reads a new file from beginning to end, checks it, and finds its records and their labels.
   *
   * @throws InvalidFileException when the file is not, or not yet, as it should be
   * @throws IOException when it cannot be read
   */
  ParsedRecords parse(FilesystemWrapper filesystem, FileStatus file) throws IOException;

  /** Whether {@link #open} needs the locations that {@link #parse} has found. */
  boolean needsLocations();

  /**
   * Opens a file that {@link #parse} has accepted, for reading samples.
   *
   * @param file as it was when it was ingested
   * @param locations what {@code parse} has found; of no meaning unless {@link #needsLocations}.
   *     Not to be changed.
   */
  Records open(FileStatus file, FileContent content, byte[] locations);

  /**
   * Where whole records lie, to cut some of them out; empty when files of this kind cannot be
   * rewritten like that.
   *
   * @param locations as for {@link #open}
   */
  Optional<RecordExtents> extents(byte[] locations);

  /**
   * Other files that belong to the one at {@code path} and to no other, whether they exist or not:
   * they are removed with it.
   */
  default List<String> companions(String path) {
    return List.of();
  }
}
