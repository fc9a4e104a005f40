package org.modyn.common.sample;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.OutOfMemory;

/**
 * Limits the memory of large samples that a server is sending. A response has one message of up to
 * 512 KiB in memory, but a larger sample is a message of its own, and some dozens of them would
 * exceed the heap. A response waits until memory is available for its sample; waiting responses are
 * served in order. Thread safe.
 */
final class LargeSampleBudget {
  private static final int UNIT_BYTES = 1024;

  private final int units;
  private final Duration patience;
  private final Semaphore free;

  /**
   * @param bytes the memory for all large samples together, in bytes
   * @param patience the time that a response waits for memory
   */
  LargeSampleBudget(long bytes, Duration patience) {
    units = (int) Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
    this.patience = patience;
    free = new Semaphore(units, true);
  }

  /** A quarter of the heap, because the transport copies each sample. */
  static LargeSampleBudget ofHeap() {
    return new LargeSampleBudget(OutOfMemory.heapLimit() / 4, Duration.ofSeconds(30));
  }

  /**
   * Waits for memory. A sample that exceeds the budget waits for all of it.
   *
   * @param bytes the size of the sample
   * @return the units to {@linkplain #release release}
   * @throws ModynException RESOURCE_EXHAUSTED when no memory becomes available in time; CANCELLED
   *     when the thread is interrupted
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
