package org.modyn.storage.filesystem;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.modyn.common.file.DurableFiles.ContentWriter;

/** The folder of one dataset, local or remote. Paths are relative to it. Thread safe. */
public interface FilesystemWrapper {
  /** Returns the location of the folder for messages. */
  String location();

  /**
   * Returns the reason why this server must not access the folder, and what to do; empty when it
   * may. All methods that read or change files throw {@link FolderNotAllowedException} then.
   */
  default Optional<String> refusal() {
    return Optional.empty();
  }

  /**
   * Visits all files of the folder and the folders below it whose names end in {@code extension},
   * in no particular order, as they are listed, so memory does not depend on the number of files.
   * Files that are deleted meanwhile are skipped.
   *
   * @param extension with its dot
   * @throws IOException when the folder cannot be read; one below it for which there is no
   *     permission is {@linkplain ListingVisitor#skip skipped}
   */
  void list(String extension, ListingVisitor visitor) throws IOException;

  /**
   * @throws java.nio.file.NoSuchFileException when there is no such file
   */
  FileStatus status(String path) throws IOException;

  /** Drops local copies of a file that was rewritten or removed. */
  default void forget(FileStatus file) {}

  /**
   * Returns the whole file, for ingesting it. When a local file is truncated meanwhile, access
   * throws {@link InternalError}; a remote file is first copied to the local disk.
   *
   * @param arena the arena of the memory; a remote file takes disk space until it is closed
   * @throws IOException when the file cannot be read or is smaller than {@code file}
   */
  MemorySegment map(FileStatus file, Arena arena) throws IOException;

  /**
   * Opens the file for reading samples from it.
   *
   * @throws IOException when the file cannot be read or is smaller than {@code file}
   */
  FileContent open(FileStatus file) throws IOException;

  /**
   * Replaces the content of a file atomically: readers see either the old or the new content. The
   * new content is durable when this returns. The file keeps its modification time if the
   * filesystem can set it.
   *
   * @param before the expected status of the file
   * @return the new status of the file
   * @throws FileChangedException when the status of the file differs from {@code before}
   */
  FileStatus replace(FileStatus before, ContentWriter content) throws IOException;

  /**
   * Deletes what a crash during {@link #replace} may have left beside a file, which no one else may
   * be replacing.
   */
  default void discardUnfinished(String path) throws IOException {}

  /**
   * Returns the content of a small file.
   *
   * @param path of any file below the folder, whatever its extension
   * @throws java.nio.file.NoSuchFileException when there is no such file
   * @throws IOException when it cannot be read or has more than {@code maximumBytes}
   */
  byte[] read(String path, int maximumBytes) throws IOException;

  /**
   * Removes the file, if it exists.
   *
   * @return false when it was not removed, because its path contains a link to a directory
   */
  boolean remove(String path) throws IOException;
}
