package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.file.ParsedRecords;
import org.modyn.storage.filesystem.FileStatus;
import org.roaringbitmap.RoaringBitmap;

/**
 * The files to rewrite without their deleted samples, and the progress of rewrites, in the tables
 * {@code files} and {@code rewrites}.
 */
public final class RewriteRepository {
  private final Jdbi jdbi;

  public RewriteRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * A file to rewrite.
   *
   * @param status the status of the file, unless it was replaced already
   * @param labels labels by position, including deleted samples
   * @param locations of the records that are in the file
   * @param deleted positions of all deleted samples
   * @param erased positions of samples that are no longer in the file
   * @param intent the intended result, if a rewrite was started
   */
  public record FileToRewrite(
      long fileId,
      FileStatus status,
      PackedLabels labels,
      byte[] locations,
      RoaringBitmap deleted,
      RoaringBitmap erased,
      Optional<Intent> intent) {}

  /**
   * The intended result of a rewrite.
   *
   * @param erased positions of samples that will not be in the file
   * @param size the size of the file, in bytes
   */
  public record Intent(RoaringBitmap erased, long size) {}

  /**
   * Runs an action while no other server removes or rewrites files of the dataset. The lock is
   * released when the connection ends for any reason.
   */
  public void locked(long datasetId, Runnable action) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "SELECT pg_advisory_lock(?, ?)",
              DeletionRepository.REMOVAL_LOCK,
              Long.hashCode(datasetId));
          try {
            action.run();
          } finally {
            handle.execute(
                "SELECT pg_advisory_unlock(?, ?)",
                DeletionRepository.REMOVAL_LOCK,
                Long.hashCode(datasetId));
          }
        });
  }

  /** Returns the datasets that have files to rewrite, without those that are being deleted. */
  public List<Long> datasetsWithFilesToRewrite() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT dataset_id FROM files JOIN datasets USING (dataset_id)
                    WHERE erasing AND NOT deleting
                    """)
                .mapTo(Long.class)
                .list());
  }

  /** Returns the file to rewrite with the smallest id larger than {@code after}. */
  public Optional<FileToRewrite> next(long datasetId, long after) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT f.file_id, f.path, f.size_bytes, f.modified_nanos, f.label_width,
                      f.labels, f.locations, f.deleted, f.erased,
                      r.erased AS intended, r.size_bytes AS intended_size
                    FROM files f LEFT JOIN rewrites r USING (file_id)
                    WHERE f.dataset_id = :datasetId AND f.file_id > :after
                      AND f.erasing AND NOT f.removing AND f.removed_at IS NULL
                    ORDER BY f.file_id LIMIT 1
                    """)
                .bind("datasetId", datasetId)
                .bind("after", after)
                .map((row, context) -> toFile(row))
                .findOne());
  }

  private static FileToRewrite toFile(ResultSet row) throws SQLException {
    byte[] intended = row.getBytes("intended");
    return new FileToRewrite(
        row.getLong("file_id"),
        new FileStatus(
            row.getString("path"), row.getLong("size_bytes"), row.getLong("modified_nanos")),
        PackedLabels.of(row.getInt("label_width"), row.getBytes("labels")),
        row.getBytes("locations"),
        StoredBitmaps.readOrEmpty(row.getBytes("deleted")),
        StoredBitmaps.readOrEmpty(row.getBytes("erased")),
        intended == null
            ? Optional.empty()
            : Optional.of(new Intent(StoredBitmaps.read(intended), row.getLong("intended_size"))));
  }

  /** Records the intended result of a rewrite. */
  public void begin(long fileId, Intent intent) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO rewrites (file_id, erased, size_bytes)
                    VALUES (:fileId, :erased, :size)
                    ON CONFLICT (file_id) DO UPDATE
                    SET erased = excluded.erased, size_bytes = excluded.size_bytes
                    """)
                .bind("fileId", fileId)
                .bind("erased", StoredBitmaps.write(intent.erased()))
                .bind("size", intent.size())
                .execute());
  }

  /**
   * Records that a file was rewritten. It is rewritten again if more samples were deleted
   * meanwhile.
   *
   * @param erased positions of all samples that are not in the file any more
   * @param status of the file now
   * @param records labels by position, 0 for erased samples, and locations in the file as it is now
   */
  public void finish(
      long datasetId, long fileId, RoaringBitmap erased, FileStatus status, ParsedRecords records) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  WITH change AS (
                    UPDATE datasets SET change_number = change_number + 1
                    WHERE dataset_id = :datasetId
                    RETURNING change_number)
                  UPDATE files SET erased = :erased, erasing = deleted IS DISTINCT FROM :erased,
                    size_bytes = :size, modified_nanos = :modifiedNanos, label_width = :labelWidth,
                    labels = :labels, locations = :locations, change_number = change.change_number
                  FROM change
                  WHERE file_id = :fileId AND NOT removing AND removed_at IS NULL
                  """)
              .bind("datasetId", datasetId)
              .bind("erased", StoredBitmaps.write(erased))
              .bind("size", status.size())
              .bind("modifiedNanos", status.modifiedNanos())
              .bind("labelWidth", records.labels().width())
              .bind("labels", records.labels().toByteArray())
              .bind("locations", records.locations())
              .bind("fileId", fileId)
              .execute();
          dropIntent(handle, fileId);
        });
  }

  /** Cancels the rewrite of a file that has changed. */
  public void giveUp(long fileId) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate("UPDATE files SET erasing = false WHERE file_id = :fileId")
              .bind("fileId", fileId)
              .execute();
          dropIntent(handle, fileId);
        });
  }

  private static void dropIntent(Handle handle, long fileId) {
    handle
        .createUpdate("DELETE FROM rewrites WHERE file_id = :fileId")
        .bind("fileId", fileId)
        .execute();
  }
}
