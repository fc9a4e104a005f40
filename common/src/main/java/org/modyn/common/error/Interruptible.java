package org.modyn.common.error;

import java.time.Duration;

/** Blocking operations whose interruption is reported as an error of the category CANCELLED. */
public final class Interruptible {
  private Interruptible() {}

  /**
   * Sleeps.
   *
   * @param activity what the thread is doing, for the message: {@code connecting to PostgreSQL}
   * @throws ModynException CANCELLED when the thread is interrupted; it stays interrupted
   */
  public static void sleep(Duration duration, String activity) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted while " + activity, e);
    }
  }
}
