package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a folder is scanned next. After the dataset's interval, but
 *
 * <ul>
 *   <li>not before the time that listing the folder took: it is not listed for more than half of
 *       the time;
 *   <li>half a second at the earliest: "as soon as possible" is no busy loop;
 *   <li>soon when files wait to settle, whatever the interval: after a second, and if they still
 *       wait then, as a file that grows for ever, after two, four and so on.
 * </ul>
 */
final class ScanSchedule {
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final Duration interval;
  private Duration delay;
  private Duration nextWait = FIRST_WAIT;

  /**
   * @param interval of the dataset; may be zero
   */
  ScanSchedule(Duration interval) {
    this.interval = longer(requireNonNull(interval, "interval is null"), SHORTEST);
    this.delay = this.interval;
  }

  /**
   * A scan came to an end.
   *
   * @param listingNanos how long it took to list the folder
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

  /** A scan failed. */
  void failed() {
    delay = interval;
  }

  /** From the end of the last scan to the beginning of the next one. */
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
