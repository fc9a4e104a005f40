package org.modyn.storage.filesystem.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The time of the last successful check of a condition, in this run of the server. Thread safe. */
public final class Freshness {
  private static final long NEVER = Long.MIN_VALUE;

  private final AtomicLong nanoTime = new AtomicLong(NEVER);

  /** Creates an instance without a successful check. */
  public Freshness() {}

  /** Records a successful check now. */
  public void confirm() {
    nanoTime.set(System.nanoTime());
  }

  /** Adopts the time of {@code other}, if it is later. */
  public void confirmLike(Freshness other) {
    long theirs = other.nanoTime.get();
    if (theirs != NEVER) {
      nanoTime.accumulateAndGet(
          theirs, (ours, candidate) -> ours == NEVER || candidate - ours > 0 ? candidate : ours);
    }
  }

  /** Returns whether there was a successful check within the last {@code period}. */
  public boolean isWithin(Duration period) {
    long then = nanoTime.get();
    return then != NEVER && System.nanoTime() - then < period.toNanos();
  }
}
