package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.modyn.storage.database.IngestStatus.FileReason;
import org.modyn.storage.database.IngestStatus.FileReasons;

/** The table {@code ingest_status}. */
public final class IngestStatusRepository {
  private final Jdbi jdbi;

  public IngestStatusRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Returns the state of the ingest of a dataset; {@link IngestStatus#NONE} when there is no row.
   */
  public IngestStatus find(long datasetId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM ingest_status WHERE dataset_id = :datasetId")
                .bind("datasetId", datasetId)
                .map((row, context) -> toStatus(row))
                .findOne()
                .orElse(IngestStatus.NONE));
  }

  /** Returns the state of the ingest of all datasets, by dataset id. */
  public Map<Long, IngestStatus> all() {
    Map<Long, IngestStatus> statuses = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM ingest_status")
                .map((row, context) -> statuses.put(row.getLong("dataset_id"), toStatus(row)))
                .list());
    return statuses;
  }

  /**
   * Stores the status; does nothing when a later term has started or the dataset no longer exists.
   *
   * @param term the term of the server
   * @param pending as in {@link FileRepository#record}
   */
  public void write(long term, long datasetId, IngestStatus status, Optional<byte[]> pending) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO ingest_status (
                      dataset_id, completed_scans, last_scan_at, scan_error,
                      rejected_files, rejected_paths, rejected_reasons,
                      waiting_files, waiting_paths, waiting_reasons, older_files, pending)
                    SELECT
                      dataset_id, :completedScans, :lastScanAt, :scanError,
                      :rejectedFiles, :rejectedPaths, :rejectedReasons,
                      :waitingFiles, :waitingPaths, :waitingReasons, :olderFiles,
                      COALESCE(:pending, ''::bytea)
                    FROM datasets
                    WHERE dataset_id = :datasetId
                      AND EXISTS (SELECT FROM ingest_term WHERE term = :term)
                    ON CONFLICT (dataset_id) DO UPDATE SET
                      completed_scans = excluded.completed_scans,
                      last_scan_at = excluded.last_scan_at,
                      scan_error = excluded.scan_error,
                      rejected_files = excluded.rejected_files,
                      rejected_paths = excluded.rejected_paths,
                      rejected_reasons = excluded.rejected_reasons,
                      waiting_files = excluded.waiting_files,
                      waiting_paths = excluded.waiting_paths,
                      waiting_reasons = excluded.waiting_reasons,
                      older_files = excluded.older_files,
                      pending = COALESCE(:pending, ingest_status.pending)
                    """)
                .bind("completedScans", status.completedScans())
                .bind("lastScanAt", status.lastScanAt())
                .bind("scanError", status.scanError())
                .bind("rejectedFiles", status.rejected().count())
                .bindArray("rejectedPaths", String.class, paths(status.rejected()))
                .bindArray("rejectedReasons", String.class, reasons(status.rejected()))
                .bind("waitingFiles", status.waiting().count())
                .bindArray("waitingPaths", String.class, paths(status.waiting()))
                .bindArray("waitingReasons", String.class, reasons(status.waiting()))
                .bind("olderFiles", status.olderFiles())
                .bind("pending", pending.orElse(null))
                .bind("datasetId", datasetId)
                .bind("term", term)
                .execute());
  }

  /**
   * Returns the pending files that were stored last, in the format of the column {@code pending}.
   */
  public byte[] pending(long datasetId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT pending FROM ingest_status WHERE dataset_id = :datasetId")
                .bind("datasetId", datasetId)
                .mapTo(byte[].class)
                .findOne()
                .orElse(new byte[0]));
  }

  /** Resets the status at the start of a new server, which has not scanned any folder yet. */
  public void forgetScans(long term) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE ingest_status SET completed_scans = 0
                    WHERE EXISTS (SELECT FROM ingest_term WHERE term = :term)
                    """)
                .bind("term", term)
                .execute());
  }

  private static List<String> paths(FileReasons files) {
    return files.listed().stream().map(FileReason::path).toList();
  }

  private static List<String> reasons(FileReasons files) {
    return files.listed().stream().map(FileReason::reason).toList();
  }

  private static IngestStatus toStatus(ResultSet row) throws SQLException {
    return new IngestStatus(
        row.getLong("completed_scans"),
        row.getLong("last_scan_at"),
        row.getString("scan_error"),
        toReasons(row, "rejected"),
        toReasons(row, "waiting"),
        row.getLong("older_files"));
  }

  private static FileReasons toReasons(ResultSet row, String kind) throws SQLException {
    String[] paths = (String[]) row.getArray(kind + "_paths").getArray();
    String[] reasons = (String[]) row.getArray(kind + "_reasons").getArray();
    List<FileReason> listed = new ArrayList<>(paths.length);
    for (int i = 0; i < paths.length; i++) {
      listed.add(new FileReason(paths[i], reasons[i]));
    }
    return new FileReasons(row.getLong(kind + "_files"), listed);
  }
}
