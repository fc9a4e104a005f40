package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A row of the table {@code ingest_status}: how the ingest of a dataset goes.
 *
 * @param completedScans scans completed since a server began to watch the folder
 * @param lastScanAt when the last one did, seconds since 1970; 0 when none did
 * @param scanError why the last scan failed; empty when it did not
 * @param rejected files that cannot be ingested as they are
 * @param waiting files that may still be growing
 * @param olderFiles files left out because they are older than the newest file ingested
 */
public record IngestStatus(
    long completedScans,
    long lastScanAt,
    String scanError,
    FileReasons rejected,
    FileReasons waiting,
    long olderFiles) {
  /** Before the first scan. */
  public static final IngestStatus NONE =
      new IngestStatus(0, 0, "", FileReasons.NONE, FileReasons.NONE, 0);

  public IngestStatus {
    requireNonNull(scanError, "scanError is null");
    requireNonNull(rejected, "rejected is null");
    requireNonNull(waiting, "waiting is null");
  }

  /** The same after a scan that failed. */
  public IngestStatus withScanError(String error) {
    return new IngestStatus(completedScans, lastScanAt, error, rejected, waiting, olderFiles);
  }

  /** Whether the two differ in nothing but the number and the time of the scans. */
  public boolean equalsExceptProgress(IngestStatus other) {
    return scanError.equals(other.scanError)
        && rejected.equals(other.rejected)
        && waiting.equals(other.waiting)
        && olderFiles == other.olderFiles;
  }

  /**
   * Files with the reasons why they are not ingested.
   *
   * @param count all of them
   * @param listed the first {@value #MAXIMUM_LISTED}
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

    /** A reason that quotes the file's content is cut, and freed of what a database cannot hold. */
    public FileReason {
      requireNonNull(path, "path is null");
      reason = reason.replace('\0', '\uFFFD');
      if (reason.length() > LONGEST_REASON) {
        reason = reason.substring(0, LONGEST_REASON) + "...";
      }
    }
  }
}
