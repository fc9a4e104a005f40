package org.modyn.storage.file;

import java.io.IOException;

/** A file that is not ingested; the message is the reason, without the file's name. */
public final class InvalidFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public InvalidFileException(String reason) {
    super(reason);
  }
}
