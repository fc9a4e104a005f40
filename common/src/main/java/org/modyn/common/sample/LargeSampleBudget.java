package org.modyn.common.sample;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.OutOfMemory;

/**
 * Bounds the memory that large samples take on their way out of a server. Samples share messages of
 * 3 MiB, of which each answer has one; but a sample that is larger is a message of its own, and
 * some dozens of them at the same time would be more than the heap. An answer waits until there is
 * room for its sample, first come, first served. Thread safe.
 */
final class LargeSampleBudget {
  private static final int UNIT_BYTES = 1024;

  private final int units;
  private final Duration patience;
  private final Semaphore free;

  /**
   * @param bytes that all large samples together may take
   * @param patience how long an answer waits for room
   */
  LargeSampleBudget(long bytes, Duration patience) {
    units = (int) Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
    this.patience = patience;
    free = new Semaphore(units, true);
  }

  /** A quarter of the heap: each sample is there twice while it is passed on. */
  static LargeSampleBudget ofHeap() {
    return new LargeSampleBudget(OutOfMemory.heapLimit() / 4, Duration.ofSeconds(30));
  }

  /**
   * Waits for room. A sample larger than the whole budget waits for all of it.
   *
   * @param bytes of a sample
   * @return what to {@linkplain #release release}
   * @throws ModynException RESOURCE_EXHAUSTED when there is none in time; CANCELLED when the thread
   *     is interrupted
   */
  int acquire(int bytes) {
    int needed = Math.min(units, bytes / UNIT_BYTES + 1);
    try {
      if (free.tryAcquire(needed, patience.toNanos(), NANOSECONDS)) {
        return needed;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while a sample waits for memory", e);
    }
    throw new ModynException(
        ErrorCategory.RESOURCE_EXHAUSTED,
        String.format(
                Locale.ROOT,
                "samples of %d MB are on their way to slow readers, which is all that a sample of"
                    + " %d MB may",
                OutOfMemory.megabytes((long) units * UNIT_BYTES),
                OutOfMemory.megabytes(bytes))
            + " share: lower training.parallel_prefetch_requests or dataloader_workers, or "
            + OutOfMemory.MORE_MEMORY);
  }

  void release(int acquired) {
    free.release(acquired);
  }
}
