package org.modyn.common.concurrent;

/** Operations on threads. */
public final class Threads {
  private Threads() {}

  /**
   * Waits until a thread has ended, also when the calling thread is interrupted, which it stays.
   * For threads that use what the caller is about to free, and that end soon.
   */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
