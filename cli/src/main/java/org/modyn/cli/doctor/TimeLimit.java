package org.modyn.cli.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work that may never end on a thread of its own: access to a file of a network file system
 * whose server is away cannot be interrupted. The thread is left behind, and does not keep the
 * process from ending.
 */
final class TimeLimit {
  private static final Logger log = LoggerFactory.getLogger(TimeLimit.class);

  private TimeLimit() {}

  /**
   * Waits for the result of work, and passes its errors on.
   *
   * @param name of the work, for its thread
   * @return empty if the work has not ended within the limit
   * @throws ModynException CANCELLED when the calling thread is interrupted
   */
  static <T> Optional<T> run(String name, Duration limit, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread.ofPlatform().name(name).daemon().start(task);
    try {
      return Optional.of(task.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      log.debug("{} takes longer than {}", name, limit, e);
      task.cancel(true);
      return Optional.empty();
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted during: " + name, e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException("suppliers throw no checked exceptions", e);
      }
    }
  }
}
