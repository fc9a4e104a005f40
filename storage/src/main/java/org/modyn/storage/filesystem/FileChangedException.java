package org.modyn.storage.filesystem;

import java.nio.file.FileSystemException;

/** A file is not the one any more that was ingested; the reason completes "the file ...". */
public final class FileChangedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  public FileChangedException(FileStatus ingested, FileStatus now) {
    super(
        ingested.path(),
        null,
        "changed after it was ingested (it had %s, now it has %s)"
            .formatted(ingested.describe(), now.describe()));
  }
}
