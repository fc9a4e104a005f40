package org.modyn.common.concurrent;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Calls of other servers on a thread of their own, while the caller goes on with something else.
 * {@link #close} interrupts them, and returns when they have ended.
 *
 * @param <T> the type of the result
 */
public final class ConcurrentCall<T> implements AutoCloseable {
  private final String activity;
  private final FutureTask<T> task;
  private final Thread thread;

  private ConcurrentCall(String activity, Supplier<T> call) {
    this.activity = requireNonNull(activity, "activity is null");
    this.task = new FutureTask<>(call::get);
    this.thread = Thread.ofVirtual().name(activity).unstarted(CallerContext.carry(task));
  }

  /**
   * Starts a call.
   *
   * @param activity what is done, for messages: {@code loading the weights}
   */
  public static <T> ConcurrentCall<T> start(String activity, Supplier<T> call) {
    ConcurrentCall<T> started = new ConcurrentCall<>(activity, call);
    started.thread.start();
    return started;
  }

  /**
   * Waits for the result.
   *
   * @throws ModynException CANCELLED when the thread is interrupted; also the exceptions of the
   *     call
   */
  public T await() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted while " + activity, e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        default -> throw new IllegalStateException("the call failed", e.getCause());
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread);
  }
}
