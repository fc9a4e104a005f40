package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.modyn.storage.filesystem.FileStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognizes files that may still be growing. A file has settled when it is older than a minute, or
 * when it is older than a second and had the same size and modification time in the previous scan.
 *
 * <p>A file with a modification time in the future is not ingested before that time. Otherwise,
 * every file that is written until then would be older than the newest file and be skipped, and the
 * timestamps of the samples could not be corrected. A difference between clocks delays a file by
 * this difference. In a dataset with {@code ignore_last_timestamp}, files are not skipped for their
 * age, so a file with a time in the future settles when two scans find it unchanged.
 *
 * <p>When the clock is set forward, a file that is still growing seems to be old. For a minute
 * after the clock was set, no file settles by its age alone, but all when two scans find them
 * unchanged. Not thread safe.
 */
final class Settling {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Logger log = LoggerFactory.getLogger(Settling.class);
  private static final long MINIMUM_AGE_MILLIS = Duration.ofSeconds(1).toMillis();
  private static final long SETTLED_AGE_MILLIS = Duration.ofMinutes(1).toMillis();

  /** A clock that is adjusted gradually differs less, unless scans are hours apart. */
  private static final long STEP_MILLIS = Duration.ofSeconds(2).toMillis();

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final boolean ingestsFutureFiles;

  /** How far the clock is ahead of {@link #nanoTime}, at the beginning of the scan. */
  private OptionalLong offsetMillis = OptionalLong.empty();

  /** The value of {@link #nanoTime} until which no file settles by its age alone. */
  private OptionalLong steppedUntil = OptionalLong.empty();

  Settling(Clock clock, boolean ingestsFutureFiles) {
    this(clock, System::nanoTime, ingestsFutureFiles);
  }

  /**
   * @param nanoTime as {@link System#nanoTime}, which setting the clock does not change
   */
  Settling(Clock clock, LongSupplier nanoTime, boolean ingestsFutureFiles) {
    this.clock = requireNonNull(clock, "clock is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.ingestsFutureFiles = ingestsFutureFiles;
  }

  /** Begins a scan: finds out whether the clock was set since the one before. */
  void beginScan() {
    long now = nanoTime.getAsLong();
    long offset = clock.millis() - now / NANOS_PER_MILLI;
    if (offsetMillis.isPresent() && Math.abs(offset - offsetMillis.getAsLong()) > STEP_MILLIS) {
      log.warn(
          "The clock of this machine was set by {} seconds: new files may seem to be from the"
              + " future, or older than those that were ingested",
          (offset - offsetMillis.getAsLong()) / 1000);
      steppedUntil = OptionalLong.of(now + SETTLED_AGE_MILLIS * NANOS_PER_MILLI);
    } else if (steppedUntil.isPresent() && now - steppedUntil.getAsLong() >= 0) {
      steppedUntil = OptionalLong.empty();
    }
    offsetMillis = OptionalLong.of(offset);
  }

  /**
   * Returns the reason why the file has not settled; empty when it has.
   *
   * @param seenUnchanged whether the file is unchanged since the previous scan
   */
  Optional<String> reasonToWait(FileStatus file, boolean seenUnchanged) {
    long age = clock.millis() - file.modifiedNanos() / NANOS_PER_MILLI;
    if (age >= SETTLED_AGE_MILLIS && steppedUntil.isEmpty()) {
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
