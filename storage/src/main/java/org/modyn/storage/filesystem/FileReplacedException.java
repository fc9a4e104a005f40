package org.modyn.storage.filesystem;

import java.nio.file.FileSystemException;

/**
 * An open file has been written to, or another one has taken its place, and has the size and the
 * modification time of the ingested one again, as when it was restored. What has been read may be
 * something else, so that the file must be opened and read again.
 */
public final class FileReplacedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  FileReplacedException(String path) {
    super(path, null, "it changed while it was read");
  }
}
