package org.modyn.storage.deletion;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.modyn.common.error.database.DatabaseFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that periodically completes deletions that this or another server has left incomplete.
 */
public final class DeletionWorker implements AutoCloseable {
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(DeletionWorker.class);

  private final Deletions deletions;
  private final Duration period;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  private DeletionWorker(Deletions deletions, Duration period) {
    this.deletions = requireNonNull(deletions, "deletions is null");
    this.period = requireNonNull(period, "period is null");
    this.thread = Thread.ofPlatform().name("deletion-worker").daemon().unstarted(this::run);
  }

  /**
   * @param period the time between two checks for incomplete deletions
   */
  public static DeletionWorker start(Deletions deletions, Duration period) {
    DeletionWorker worker = new DeletionWorker(deletions, period);
    worker.thread.start();
    return worker;
  }

  private void run() {
    try {
      while (!stop.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          deletions.completeAll();
        } catch (RuntimeException | Error e) {
          DatabaseFailures.log(log, "Cannot complete deletions", e);
        }
      }
    } catch (InterruptedException e) {
      log.debug("Interrupted, no longer completing deletions", e);
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      if (!thread.join(PATIENCE_AT_END)) {
        log.warn("Files are still being removed; the rest is removed when a server runs again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while waiting for deletions", e);
    }
  }
}
