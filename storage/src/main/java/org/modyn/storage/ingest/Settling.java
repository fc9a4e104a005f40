package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Tells files that may still be growing. A file has settled when it is older than a minute, or when
 * it is older than a second and the look before this one has seen it with the same size and
 * modification time.
 *
 * <p>A file from the future waits until its time has come. To take it at once would leave out every
 * file that is written until then, since that is older; and its samples could never get another
 * timestamp. Clocks that differ a little cost no more than that difference. A dataset that ignores
 * the last timestamp has no such trouble: its files from the future settle by two looks.
 */
final class Settling {
  private static final long MINIMUM_AGE_MILLIS = Duration.ofSeconds(1).toMillis();
  private static final long SETTLED_AGE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Clock clock;
  private final boolean takesFuture;

  Settling(Clock clock, boolean takesFuture) {
    this.clock = requireNonNull(clock, "clock is null");
    this.takesFuture = takesFuture;
  }

  /**
   * Why the file has to wait; empty when it has settled.
   *
   * @param seenUnchanged whether the look before saw it as it is now
   */
  Optional<String> reasonToWait(FileStatus file, boolean seenUnchanged) {
    long age = clock.millis() - file.modifiedNanos() / 1_000_000;
    if (age >= SETTLED_AGE_MILLIS) {
      return Optional.empty();
    }
    if (age < 0 && !takesFuture) {
      return Optional.of(
          "its modification time %s is in the future; it is taken then, or at once with ignore_last_timestamp"
              .formatted(Instant.ofEpochSecond(file.modifiedSeconds())));
    }
    if (seenUnchanged && (age < 0 || age >= MINIMUM_AGE_MILLIS)) {
      return Optional.empty();
    }
    return Optional.of("it was modified a moment ago and may still be growing");
  }
}
