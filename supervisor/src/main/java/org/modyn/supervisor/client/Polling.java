package org.modyn.supervisor.client;

import java.time.Duration;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;

/** The pauses between two polls of a status: short at first, so that short jobs end promptly. */
public final class Polling {
  private final Duration longest;
  private Duration next;

  public Polling(Duration first, Duration longest) {
    this.next = first;
    this.longest = longest;
  }

  /**
   * Waits. Each pause is half again as long as the previous one, up to the limit.
   *
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  public void pause() {
    Interruptible.sleep(next, "polling");
    Duration grown = next.multipliedBy(3).dividedBy(2);
    next = grown.compareTo(longest) < 0 ? grown : longest;
  }
}
