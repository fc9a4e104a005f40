package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Determines when a folder is scanned next: after the dataset's interval, but
 *
 * <ul>
 *   <li>not before a pause as long as listing the folder took, so that listing takes at most half
 *       of the time;
 *   <li>not before half a second, so that an interval of zero is not a busy loop;
 *   <li>soon, independently of the interval, when files have not settled: after one second, and
 *       while there are such files, for example one that grows continuously, after two, four and so
 *       on.
 * </ul>
 */
final class ScanSchedule {
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final Duration interval;
  private Duration delay;
  private Duration nextWait = FIRST_WAIT;

  /**
   * @param interval the interval of the dataset; may be zero
   */
  ScanSchedule(Duration interval) {
    this.interval = longer(requireNonNull(interval, "interval is null"), SHORTEST);
    this.delay = this.interval;
  }

  /**
   * Records the end of a scan.
   *
   * @param listingNanos the time that it took to list the folder
   * @param filesWait whether files have to settle
   */
  void scanned(long listingNanos, boolean filesWait) {
    Duration wanted = interval;
    if (filesWait) {
      wanted = shorter(interval, nextWait);
      nextWait = shorter(interval, nextWait.multipliedBy(2));
    } else {
      nextWait = FIRST_WAIT;
    }
    delay = longer(wanted, Duration.ofNanos(listingNanos));
  }

  /** Records a failed scan. */
  void failed() {
    delay = interval;
  }

  /** Returns the time from the end of the last scan to the start of the next one. */
  Duration delay() {
    return delay;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
