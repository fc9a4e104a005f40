package org.modyn.storage.filesystem;

import java.nio.file.FileSystemException;

/** A file is not the one any more that was taken; the reason completes "the file ...". */
public final class FileChangedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  public FileChangedException(FileStatus taken, FileStatus now) {
    super(
        taken.path(),
        null,
        "changed after it was taken (it had %s, now it has %s)"
            .formatted(taken.describe(), now.describe()));
  }
}
