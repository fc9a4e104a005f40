package org.modyn.supervisor.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.modyn.common.concurrent.CallerContext;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations that an interrupt of the thread must not cut off half-way. The interrupt stays
 * pending. After an interrupt, the operation has three more seconds, so that an unresponsive server
 * does not delay a shutdown.
 */
public final class Uninterruptible {
  private static final Logger log = LoggerFactory.getLogger(Uninterruptible.class);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(3);

  private Uninterruptible() {}

  /**
   * Runs an operation on another thread, and waits for it.
   *
   * @param problem describes an operation that does not end, in a part of a line
   * @throws ModynException CANCELLED when the operation does not end after an interrupt; otherwise
   *     as the operation
   */
  public static <T> T call(Supplier<T> operation, Supplier<String> problem) {
    FutureTask<T> task = new FutureTask<>(operation::get);
    Thread caller =
        Thread.ofVirtual()
            .name("uninterruptible-call")
            .start(CallerContext.carry(Context.current().wrap(task)));
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return interrupted ? task.get(END_TIMEOUT.toSeconds(), SECONDS) : task.get();
        } catch (InterruptedException e) {
          log.debug("Interrupted; the call continues", e);
          interrupted = true;
        } catch (TimeoutException e) {
          caller.interrupt();
          throw new ModynException(ErrorCategory.CANCELLED, "interrupted, and " + problem.get(), e);
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case RuntimeException failure -> throw failure;
            case Error error -> throw error;
            default -> throw new IllegalStateException("the call failed", e.getCause());
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
