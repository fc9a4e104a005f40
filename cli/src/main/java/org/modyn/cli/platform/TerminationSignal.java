package org.modyn.cli.platform;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles Ctrl-C (SIGINT) and SIGTERM for a command that has servers to stop: the thread of the
 * command stops them in its own order, as after an error. Only then does the JVM exit, with code
 * 130 or 143.
 *
 * <p>A signal interrupts the thread inside {@link #interruptibly}; elsewhere {@link #check} throws.
 */
public final class TerminationSignal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Logger log = LoggerFactory.getLogger(TerminationSignal.class);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private boolean received;
  // The thread to interrupt; null outside of interruptibly.
  private Thread worker;

  private TerminationSignal(Runnable onSignal) {
    hook = new Thread(() -> handle(onSignal), "termination-signal");
  }

  /**
   * Handles signals from now on.
   *
   * @param onSignal called when a signal arrives, to inform the user
   */
  public static TerminationSignal install(Runnable onSignal) {
    TerminationSignal signal = new TerminationSignal(onSignal);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Work that may block. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws InterruptedException;
  }

  /**
   * Performs work during which a signal interrupts the calling thread.
   *
   * @throws TerminatedException when a signal has arrived before the end
   */
  public <T> T interruptibly(Work<T> work) {
    begin();
    T result;
    try {
      result = work.run();
    } catch (InterruptedException e) {
      throw new TerminatedException(e);
    } catch (RuntimeException e) {
      // What an interrupted call throws depends on the call; the cause is the signal.
      throw isReceived() ? new TerminatedException(e) : e;
    } finally {
      end();
    }
    return result;
  }

  /**
   * Ends a command between two steps.
   *
   * @throws TerminatedException when a signal has arrived
   */
  public synchronized void check() {
    if (received) {
      throw new TerminatedException(null);
    }
  }

  private synchronized void begin() {
    check();
    worker = Thread.currentThread();
  }

  /** Clears the interrupt, which would disturb the stop of the servers. */
  private synchronized void end() {
    worker = null;
    if (Thread.interrupted()) {
      log.debug("Cleared the interrupt of the signal");
    }
  }

  private synchronized boolean isReceived() {
    return received;
  }

  private void handle(Runnable onSignal) {
    if (closed.getCount() == 0) {
      return;
    }
    onSignal.run();
    synchronized (this) {
      received = true;
      if (worker != null) {
        worker.interrupt();
      }
    }
    try {
      if (!closed.await(PATIENCE.toNanos(), NANOSECONDS)) {
        log.error("The servers did not stop within {} seconds; giving up", PATIENCE.toSeconds());
      }
    } catch (InterruptedException e) {
      log.error("Interrupted while the servers stop", e);
    }
  }

  /** Lets the JVM exit, after everything is stopped. */
  @Override
  public void close() {
    closed.countDown();
    if (!isReceived()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        log.debug("The JVM is already shutting down", e);
      }
    }
  }
}
