package org.modyn.storage.filesystem;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The folder of one dataset, wherever it lies. Paths are relative to it. Safe for concurrent use.
 */
public interface FilesystemWrapper {
  /** How the folder is called in messages. */
  String location();

  /**
   * All files of the folder and the folders below it whose names end in {@code extension}, in no
   * particular order. A file that vanishes meanwhile is left out.
   *
   * @param extension with its dot
   * @throws IOException when the folder, or one below it, cannot be read
   */
  List<FileStatus> list(String extension) throws IOException;

  /**
   * @throws java.nio.file.NoSuchFileException when there is no such file
   */
  FileStatus status(String path) throws IOException;

  /**
   * The file's bytes, read as they are accessed. The memory lives as long as somebody refers to it.
   * When the file is cut meanwhile, access throws {@link InternalError}.
   *
   * @throws IOException when the file cannot be read or has fewer bytes than {@code file} says
   */
  MemorySegment map(FileStatus file) throws IOException;

  /**
   * Opens the file for reading samples from it.
   *
   * @throws IOException when the file cannot be read or has fewer bytes than {@code file} says
   */
  FileContent open(FileStatus file) throws IOException;

  /** Removes the file; does nothing when it is gone already. */
  void remove(String path) throws IOException;
}
