package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Recognizes files that may still be growing. A file has settled when it is older than a minute, or
 * when it is older than a second and the scan before saw it with the same size and modification
 * time.
 *
 * <p>A file with a modification time in the future waits until that time: if it were ingested at
 * once, every file written until then would be older than the newest one and be left out, and its
 * samples could never get another timestamp. Clocks that differ a little delay a file by that
 * difference. In a dataset with {@code ignore_last_timestamp} no file is left out for its age, so
 * files from the future settle when two scans see them unchanged.
 */
final class Settling {
  private static final long MINIMUM_AGE_MILLIS = Duration.ofSeconds(1).toMillis();
  private static final long SETTLED_AGE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Clock clock;
  private final boolean ingestsFutureFiles;

  Settling(Clock clock, boolean ingestsFutureFiles) {
    this.clock = requireNonNull(clock, "clock is null");
    this.ingestsFutureFiles = ingestsFutureFiles;
  }

  /**
   * Why the file has to wait; empty when it has settled.
   *
   * @param seenUnchanged whether the scan before saw it as it is now
   */
  Optional<String> reasonToWait(FileStatus file, boolean seenUnchanged) {
    long age = clock.millis() - file.modifiedNanos() / 1_000_000;
    if (age >= SETTLED_AGE_MILLIS) {
      return Optional.empty();
    }
    if (age < 0 && !ingestsFutureFiles) {
      return Optional.of(
          "its modification time %s is in the future; it is ingested then, or at once with ignore_last_timestamp"
              .formatted(Instant.ofEpochSecond(file.modifiedSeconds())));
    }
    if (seenUnchanged && (age < 0 || age >= MINIMUM_AGE_MILLIS)) {
      return Optional.empty();
    }
    return Optional.of("it was modified a moment ago and may still be growing");
  }
}
