package org.modyn.ml.downsampling.search;

import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Ends long searches when their thread is interrupted. */
final class Interruption {
  private Interruption() {}

  /**
   * Does nothing unless the thread is interrupted; the thread stays interrupted.
   *
   * @throws ModynException CANCELLED when it is
   */
  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted while selecting samples");
    }
  }
}
