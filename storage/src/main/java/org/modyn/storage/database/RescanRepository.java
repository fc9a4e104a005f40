package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.modyn.common.error.ModynException;

/**
 * Files that are ingested again under new keys, in the tables {@code files} and {@code
 * rescanned_files}.
 */
public final class RescanRepository {
  private static final int FILES_AT_ONCE = 1000;

  private final Jdbi jdbi;

  public RescanRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Deletes all samples of files and releases their paths, so that the next scan ingests the
   * current files. Runs in one transaction.
   *
   * @throws ModynException NOT_FOUND when the dataset no longer exists
   */
  public void release(long datasetId, List<Long> fileIds) {
    jdbi.useTransaction(
        handle -> {
          long change = DeletionRepository.nextChange(handle, datasetId);
          for (int from = 0; from < fileIds.size(); from += FILES_AT_ONCE) {
            int to = Math.min(fileIds.size(), from + FILES_AT_ONCE);
            release(handle, datasetId, change, fileIds.subList(from, to));
          }
        });
  }

  private static void release(Handle handle, long datasetId, long change, List<Long> fileIds) {
    handle
        .createUpdate(
            """
            INSERT INTO rescanned_files (dataset_id, path)
            SELECT dataset_id, path FROM files
            WHERE dataset_id = :datasetId AND file_id = ANY(:fileIds) AND removed_at IS NULL
            ON CONFLICT DO NOTHING
            """)
        .bind("datasetId", datasetId)
        .bindArray("fileIds", Long.class, fileIds)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE files SET removing = false, left_in_place = false, erasing = false,
              removed_at = now(), path = NULL, deleted = NULL, labels = '', locations = '',
              change_number = :change
            WHERE dataset_id = :datasetId AND file_id = ANY(:fileIds) AND removed_at IS NULL
            """)
        .bind("change", change)
        .bind("datasetId", datasetId)
        .bindArray("fileIds", Long.class, fileIds)
        .execute();
    handle
        .createUpdate("DELETE FROM rewrites WHERE file_id = ANY(:fileIds)")
        .bindArray("fileIds", Long.class, fileIds)
        .execute();
  }

  /** Paths for which a rescan was requested and that are not ingested yet. */
  public List<String> requested(long datasetId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT path FROM rescanned_files WHERE dataset_id = :datasetId")
                .bind("datasetId", datasetId)
                .mapTo(String.class)
                .list());
  }

  /** Deletes requests for files that were ingested. */
  public void complete(long datasetId, List<String> paths) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM rescanned_files WHERE dataset_id = :datasetId AND path = ANY(:paths)
                    """)
                .bind("datasetId", datasetId)
                .bindArray("paths", String.class, paths)
                .execute());
  }
}
