package org.modyn.storage.filesystem;

import java.io.IOException;

/** A filesystem does not answer, or does not let us in; nothing is known about its files. */
public final class FilesystemUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what to do about it, with the name of the place
   */
  public FilesystemUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
