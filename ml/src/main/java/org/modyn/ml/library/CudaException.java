package org.modyn.ml.library;

import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** A call of NVIDIA's libraries that failed. */
public final class CudaException extends ModynException {
  private static final long serialVersionUID = 1;

  private final int code;

  CudaException(String function, int code) {
    super(ErrorCategory.FAILED_PRECONDITION, function + " failed with error " + code);
    this.code = code;
  }

  /** The code of NVIDIA's documentation. */
  public int code() {
    return code;
  }
}
