package org.modyn.storage.ingest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Allows a watcher to record files until the gate is closed, and not afterwards, even if the
 * watcher hangs in a filesystem at this time and continues much later.
 */
final class RecordingGate {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(RecordingGate.class);

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;

  boolean isClosed() {
    return closed;
  }

  /** Runs an action unless the gate is closed; returns its result, or false. */
  boolean ifOpen(BooleanSupplier recording) {
    lock.lock();
    try {
      return !closed && recording.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the gate. Waits for an action in progress for at most the time that the database is
   * expected to need.
   */
  void close() {
    closed = true;
    try {
      if (lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        lock.unlock();
      } else {
        log.warn("The database still records files; no longer waiting for it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
