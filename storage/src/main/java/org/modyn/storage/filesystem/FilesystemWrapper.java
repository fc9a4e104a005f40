package org.modyn.storage.filesystem;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.modyn.common.file.DurableFiles.ContentWriter;

/**
 * The folder of one dataset, wherever it lies. Paths are relative to it. Safe for concurrent use.
 */
public interface FilesystemWrapper {
  /** How the folder is called in messages. */
  String location();

  /**
   * Visits all files of the folder and the folders below it whose names end in {@code extension},
   * in no particular order, as they are found: a folder of a million files takes no memory. A file
   * that vanishes meanwhile is left out.
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

  /** Drops what this machine has copied of a file as it was: it was rewritten or removed. */
  default void forget(FileStatus file) {}

  /**
   * The whole file, for ingesting it. When a local file is cut meanwhile, access throws {@link
   * InternalError}; the bytes of a remote one are copied to the disk of this machine first.
   *
   * @param arena what the memory belongs to; a remote file takes disk space until it is closed
   * @throws IOException when the file cannot be read or has fewer bytes than {@code file} says
   */
  MemorySegment map(FileStatus file, Arena arena) throws IOException;

  /**
   * Opens the file for reading samples from it.
   *
   * @throws IOException when the file cannot be read or has fewer bytes than {@code file} says
   */
  FileContent open(FileStatus file) throws IOException;

  /**
   * Puts other content in the place of a file's, at once: whoever reads the file sees the one or
   * the other. It has reached the disk when this returns. On filesystems that can set it the file
   * keeps its modification time.
   *
   * @param before the file as it must be
   * @return the file as it is now
   * @throws FileChangedException when the file is not as in {@code before}
   */
  FileStatus replace(FileStatus before, ContentWriter content) throws IOException;

  /**
   * All bytes of a small file.
   *
   * @param path of any file below the folder, whatever its extension
   * @throws java.nio.file.NoSuchFileException when there is no such file
   * @throws IOException when it cannot be read or has more than {@code maximumBytes}
   */
  byte[] read(String path, int maximumBytes) throws IOException;

  /**
   * Removes the file; does nothing when it is gone already.
   *
   * @return false when it is left, because it lies behind a link to a directory
   */
  boolean remove(String path) throws IOException;
}
