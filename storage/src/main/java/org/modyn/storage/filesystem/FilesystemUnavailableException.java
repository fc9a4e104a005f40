package org.modyn.storage.filesystem;

import java.io.IOException;

/**
 * Thrown when a filesystem does not respond or denies access; the state of its files is unknown.
 */
public final class FilesystemUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the problem, the location, and what to do
   */
  public FilesystemUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
