package org.modyn.storage.file;

import java.io.IOException;

/**
 * Thrown for a file that cannot be ingested; the message is the reason, without the file's name.
 */
public final class InvalidFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public InvalidFileException(String reason) {
    super(reason);
  }
}
