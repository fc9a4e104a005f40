package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A row of the table {@code ingest_status}: the state of the ingest of a dataset.
 *
 * @param completedScans the number of scans completed since a server started to watch the folder
 * @param lastScanAt the time when the last scan completed, seconds since 1970; 0 when there was
 *     none
 * @param scanError the reason why the last scan failed; empty when it did not
 * @param rejected files that cannot be ingested in their current state
 * @param waiting files that may still be growing
 * @param olderFiles files that were skipped because they are older than the newest file ingested
 */
public record IngestStatus(
    long completedScans,
    long lastScanAt,
    String scanError,
    FileReasons rejected,
    FileReasons waiting,
    long olderFiles) {
  /** The status before the first scan. */
  public static final IngestStatus NONE =
      new IngestStatus(0, 0, "", FileReasons.NONE, FileReasons.NONE, 0);

  public IngestStatus {
    requireNonNull(scanError, "scanError is null");
    requireNonNull(rejected, "rejected is null");
    requireNonNull(waiting, "waiting is null");
  }

  /** Returns the status after a failed scan. */
  public IngestStatus withScanError(String error) {
    return new IngestStatus(completedScans, lastScanAt, error, rejected, waiting, olderFiles);
  }

  /** Returns whether the two differ only in the number and time of the scans. */
  public boolean equalsExceptProgress(IngestStatus other) {
    return scanError.equals(other.scanError)
        && rejected.equals(other.rejected)
        && waiting.equals(other.waiting)
        && olderFiles == other.olderFiles;
  }

  /**
   * Files that are not ingested, with the reasons.
   *
   * @param count the number of all such files
   * @param listed the first {@value #MAXIMUM_LISTED} files
   */
  public record FileReasons(long count, List<FileReason> listed) {
    public static final int MAXIMUM_LISTED = 100;
    public static final FileReasons NONE = new FileReasons(0, List.of());

    public FileReasons {
      listed = List.copyOf(listed);
    }
  }

  /**
   * A file that is not ingested.
   *
   * @param path relative to the dataset's folder
   */
  public record FileReason(String path, String reason) {
    private static final int LONGEST_REASON = 1000;

    /**
     * Truncates a reason that quotes the file's content, and removes characters that PostgreSQL
     * cannot store.
     */
    public FileReason {
      requireNonNull(path, "path is null");
      reason = reason.replace('\0', '\uFFFD');
      if (reason.length() > LONGEST_REASON) {
        reason = reason.substring(0, LONGEST_REASON) + "...";
      }
    }
  }
}
