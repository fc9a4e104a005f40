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
 * Which files are to be rewritten without their deleted samples, and how far that is, in the tables
 * {@code files} and {@code rewrites}.
 */
public final class RewriteRepository {
  private final Jdbi jdbi;

  public RewriteRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * A file that is to be rewritten.
   *
   * @param status of the file as it is, unless it was replaced already
   * @param labels by place, of deleted samples too
   * @param locations of the records that are in the file
   * @param deleted places of all deleted samples
   * @param erased places of samples that are not in the file any more
   * @param intent what it is about to become, if somebody began to rewrite it
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
   * What a file is about to become.
   *
   * @param erased places of samples that will not be in the file
   * @param size of the file, in bytes
   */
  public record Intent(RoaringBitmap erased, long size) {}

  /**
   * Does something while no other server removes or rewrites files of the dataset. The lock ends
   * with the connection, however that ends.
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

  /** Datasets, not being deleted, that have files to rewrite. */
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

  /** The file to rewrite with the smallest id that is larger than {@code after}. */
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

  /** Says what a file is about to become. */
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
   * Says that a file was rewritten. It is rewritten again when more samples were deleted meanwhile.
   *
   * @param erased places of all samples that are not in the file any more
   * @param status of the file now
   * @param records labels by place, 0 for erased samples, and locations in the file as it is now
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

  /** Gives up rewriting a file that is not as it should be. */
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
