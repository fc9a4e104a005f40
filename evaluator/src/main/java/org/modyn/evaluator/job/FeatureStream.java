package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.evaluator.FeatureRows;

/**
 * The messages of a job on their way to a client: the job waits while {@value #MESSAGES_AHEAD} of
 * them have not been taken. One thread puts, another one iterates.
 */
final class FeatureStream implements Iterator<FeatureRows>, AutoCloseable {
  private static final int MESSAGES_AHEAD = 2;

  /** The maximum memory of the messages, unless a single row is larger than a message. */
  static final long MAXIMUM_BYTES = (MESSAGES_AHEAD + 2L) * FeatureRowEncoder.MESSAGE_BYTES;

  private final Semaphore free = new Semaphore(MESSAGES_AHEAD);

  /** Empty at the end. */
  private final BlockingQueue<Optional<FeatureRows>> messages = new LinkedBlockingQueue<>();

  private final Supplier<Optional<ModynException>> failure;
  private final Runnable onClose;
  private Optional<FeatureRows> next = Optional.empty();
  private boolean ended;

  /**
   * @param failure returns why the job has ended without all messages; empty if it has sent all
   * @param onClose is called when no further message is needed
   */
  FeatureStream(Supplier<Optional<ModynException>> failure, Runnable onClose) {
    this.failure = requireNonNull(failure, "failure is null");
    this.onClose = requireNonNull(onClose, "onClose is null");
  }

  /**
   * Adds a message; waits for space.
   *
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  void put(FeatureRows rows) {
    try {
      free.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while a client receives features", e);
    }
    messages.add(Optional.of(rows));
  }

  /** Ends the messages, successfully or not. */
  void end() {
    messages.add(Optional.empty());
  }

  /**
   * @throws ModynException the failure of the job
   */
  @Override
  public boolean hasNext() {
    if (next.isEmpty() && !ended) {
      next = take();
      ended = next.isEmpty();
      if (ended) {
        failure
            .get()
            .ifPresent(
                error -> {
                  throw error;
                });
      }
    }
    return next.isPresent();
  }

  private Optional<FeatureRows> take() {
    try {
      Optional<FeatureRows> taken = messages.take();
      free.release();
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while features are computed", e);
    }
  }

  @Override
  public FeatureRows next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no further rows");
    }
    FeatureRows rows = next.orElseThrow();
    next = Optional.empty();
    return rows;
  }

  @Override
  public void close() {
    onClose.run();
  }
}
