package org.modyn.modelstorage.format;

import java.io.IOException;

/**
 * A file is not a complete model file, or is damaged. The message tells why, and does not name it.
 */
public final class MalformedModelFileException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedModelFileException(String problem) {
    super(problem);
  }

  MalformedModelFileException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
