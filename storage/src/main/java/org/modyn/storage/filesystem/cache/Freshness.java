package org.modyn.storage.filesystem.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** When something was last known to be true, in this run of the server. Safe for concurrent use. */
public final class Freshness {
  private static final long NEVER = Long.MIN_VALUE;

  private final AtomicLong nanoTime = new AtomicLong(NEVER);

  /** Never yet. */
  public Freshness() {}

  /** It is known now. */
  public void confirm() {
    nanoTime.set(System.nanoTime());
  }

  /** It was known whenever {@code other} was. */
  public void confirmLike(Freshness other) {
    long theirs = other.nanoTime.get();
    if (theirs != NEVER) {
      nanoTime.accumulateAndGet(
          theirs, (ours, candidate) -> ours == NEVER || candidate - ours > 0 ? candidate : ours);
    }
  }

  /** Whether it was known within the last {@code period}. */
  public boolean isWithin(Duration period) {
    long then = nanoTime.get();
    return then != NEVER && System.nanoTime() - then < period.toNanos();
  }
}
