package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How the ingest of a dataset goes.
 *
 * @param completedScans looks at the folder that came to an end since the server started
 * @param rejectedFiles what the last look could not take, the first {@value #MAXIMUM_LISTED}
 * @param numberOfRejectedFiles all that the last look could not take
 * @param scanError why the last look failed; empty when it did not
 */
public record IngestStatus(
    long completedScans,
    List<RejectedFile> rejectedFiles,
    long numberOfRejectedFiles,
    String scanError) {
  static final int MAXIMUM_LISTED = 100;

  /** Before the first look. */
  static final IngestStatus NONE = new IngestStatus(0, List.of(), 0, "");

  public IngestStatus {
    rejectedFiles = List.copyOf(rejectedFiles);
    requireNonNull(scanError, "scanError is null");
  }

  /**
   * A file that was not taken.
   *
   * @param path relative to the dataset's folder
   */
  public record RejectedFile(String path, String reason) {}
}
