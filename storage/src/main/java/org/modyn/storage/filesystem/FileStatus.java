package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;

/**
 * The attributes of a file. Two equal statuses are assumed to mean the same content.
 *
 * @param path relative to the dataset's folder, with {@code /} between its parts
 * @param size in bytes
 * @param modifiedNanos modification time, nanoseconds since 1970
 */
public record FileStatus(String path, long size, long modifiedNanos) {
  public static final long NANOS_PER_SECOND = 1_000_000_000L;

  public FileStatus {
    requireNonNull(path, "path is null");
  }

  /** Modification time, seconds since 1970: the timestamp of the file's samples. */
  public long modifiedSeconds() {
    return Math.floorDiv(modifiedNanos, NANOS_PER_SECOND);
  }

  /** Size and time, for messages. */
  public String describe() {
    Instant modified =
        Instant.ofEpochSecond(modifiedSeconds(), Math.floorMod(modifiedNanos, NANOS_PER_SECOND));
    return String.format(Locale.ROOT, "%d bytes of %s", size, modified);
  }
}
