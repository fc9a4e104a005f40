package org.modyn.common.safetensors;

import java.io.IOException;

/** A file is not in the safetensors format. The message tells why, and does not name the file. */
public final class MalformedSafetensorsException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedSafetensorsException(String problem) {
    super(problem);
  }

  MalformedSafetensorsException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
