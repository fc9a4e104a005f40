package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Recognizes files that may still be growing. A file has settled when it is older than a minute, or
 * when it is older than a second and had the same size and modification time in the previous scan.
 *
 * <p>A file with a modification time in the future is not ingested before that time. Otherwise,
 * every file that is written until then would be older than the newest file and be skipped, and the
 * timestamps of the samples could not be corrected. A difference between clocks delays a file by
 * this difference. In a dataset with {@code ignore_last_timestamp}, files are not skipped for their
 * age, so a file with a time in the future settles when two scans find it unchanged.
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
   * Returns the reason why the file has not settled; empty when it has.
   *
   * @param seenUnchanged whether the file is unchanged since the previous scan
   */
  Optional<String> reasonToWait(FileStatus file, boolean seenUnchanged) {
    long age = clock.millis() - file.modifiedNanos() / 1_000_000;
    if (age >= SETTLED_AGE_MILLIS) {
      return Optional.empty();
    }
    if (age < 0 && !ingestsFutureFiles) {
      return Optional.of(
          "its modification time %s is in the future; it is ingested then, or immediately with ignore_last_timestamp"
              .formatted(Instant.ofEpochSecond(file.modifiedSeconds())));
    }
    if (seenUnchanged && (age < 0 || age >= MINIMUM_AGE_MILLIS)) {
      return Optional.empty();
    }
    return Optional.of("it was modified recently and may still be growing");
  }
}
