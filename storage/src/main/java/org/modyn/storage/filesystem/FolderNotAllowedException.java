package org.modyn.storage.filesystem;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The folder of a dataset is outside of the {@link DatasetRoots}; its files are not accessed. */
public final class FolderNotAllowedException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  FolderNotAllowedException(Path folder, String reason) {
    super(folder.toString(), null, reason);
  }
}
