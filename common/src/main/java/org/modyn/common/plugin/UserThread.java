package org.modyn.common.plugin;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Runs code of users that should return at once, such as a constructor, on a separate thread for
 * each call. Java cannot terminate a thread: code that does not return occupies its thread, and a
 * processor if it loops, until the server ends. Callers wait for it no longer than {@link #LIMIT}.
 */
public final class UserThread {
  /** The first compilation of a JVM takes seconds on a busy machine. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private UserThread() {}

  /**
   * Calls code and waits for its result.
   *
   * @param what a description of the code, for messages
   * @throws ModynException INVALID_ARGUMENT when it does not return in time; CANCELLED when the
   *     calling thread is interrupted; otherwise any exception that it throws
   */
  public static <T> T call(String what, Callable<T> code) {
    FutureTask<T> task = new FutureTask<>(code);
    start(task);
    return await(what, task);
  }

  /** Starts a thread for a task; {@link #await} waits for it. */
  public static void start(FutureTask<?> task) {
    Thread.ofPlatform().daemon().name("user-code").start(task);
  }

  /**
   * Waits for the result of the code.
   *
   * @param what a description of the code, for messages
   * @throws ModynException INVALID_ARGUMENT when it does not return in time; CANCELLED when the
   *     calling thread is interrupted
   */
  public static <T> T await(String what, FutureTask<T> task) {
    try {
      return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          String.format(
              Locale.ROOT, "%s does not return within %d seconds", what, LIMIT.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted while " + what + " runs", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException(what + " failed", e.getCause());
      }
    }
  }
}
