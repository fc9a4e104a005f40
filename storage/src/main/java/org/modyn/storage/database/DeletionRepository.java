package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.modyn.common.error.ModynException;
import org.modyn.storage.filesystem.FileStatus;
import org.roaringbitmap.RoaringBitmap;

/**
 * Deletions, in the tables {@code datasets} and {@code files}. Every change of a file is assigned
 * the next change number of its dataset while the dataset's row is locked, so another server that
 * knows the changes up to a number can query the later ones.
 *
 * <p>A file whose samples are all deleted is first marked, then removed from its filesystem, and
 * then recorded as removed; an hour later the row is deleted. Until the file is removed, the row
 * keeps its path, so that no scan ingests it again. A file that changed after it was ingested is
 * not removed; the row records this and keeps the path.
 */
public final class DeletionRepository {
  private static final int ROWS_AT_ONCE = 1000;
  private static final int FILES_AT_ONCE = 500;

  /** The first half of the key of an advisory lock; the dataset's id is the second half. */
  static final int REMOVAL_LOCK = 0x6D64_796E;

  private final Jdbi jdbi;

  public DeletionRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Samples of a dataset.
   *
   * @param wholeFiles ids of files of which all samples are selected, ascending
   * @param positions positions of the selected samples of other files, by file id
   * @param filesToRewrite ids of files to rewrite without all their deleted samples; files that are
   *     removed may be among them
   */
  public record Samples(
      long[] wholeFiles, Map<Long, RoaringBitmap> positions, long[] filesToRewrite) {}

  /**
   * A file to remove.
   *
   * @param status of the file as it was recorded
   * @param sizeAfterRewrite its size, in bytes, if it was replaced by a rewrite that is not
   *     recorded yet
   */
  public record FileToRemove(long fileId, FileStatus status, OptionalLong sizeAfterRewrite) {
    /** Returns whether {@code now} is the recorded file, or the result of a rewrite of it. */
    public boolean isUnchanged(FileStatus now) {
      return now.equals(status)
          || (sizeAfterRewrite.isPresent() && sizeAfterRewrite.getAsLong() == now.size());
    }
  }

  /** Removes a file from its filesystem. */
  @FunctionalInterface
  public interface FileRemover {
    /**
     * @return true if the file no longer exists; false if it was not removed, because it changed
     *     after it was ingested
     * @throws ModynException when it cannot be removed
     */
    boolean remove(FileToRemove file);
  }

  /**
   * Marks samples as deleted, in one transaction.
   *
   * @throws ModynException NOT_FOUND when the dataset no longer exists
   */
  public void deleteSamples(long datasetId, Samples samples) {
    jdbi.useTransaction(
        handle -> {
          long change = nextChange(handle, datasetId);
          markWholeFiles(handle, change, samples.wholeFiles());
          List<Long> fileIds = samples.positions().keySet().stream().sorted().toList();
          for (int from = 0; from < fileIds.size(); from += ROWS_AT_ONCE) {
            int to = Math.min(fileIds.size(), from + ROWS_AT_ONCE);
            addPositions(handle, change, fileIds.subList(from, to), samples.positions());
          }
          markToRewrite(handle, samples.filesToRewrite());
        });
  }

  /** Starts a change of files: locks the dataset until the end of the transaction. */
  static long nextChange(Handle handle, long datasetId) {
    return handle
        .createQuery(
            """
            UPDATE datasets SET change_number = change_number + 1
            WHERE dataset_id = :datasetId AND NOT deleting
            RETURNING change_number
            """)
        .bind("datasetId", datasetId)
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(() -> ModynException.notFound("the dataset was deleted meanwhile"));
  }

  private static void markWholeFiles(Handle handle, long change, long[] fileIds) {
    for (int from = 0; from < fileIds.length; from += ROWS_AT_ONCE) {
      int to = Math.min(fileIds.length, from + ROWS_AT_ONCE);
      handle
          .createUpdate(
              """
              UPDATE files SET removing = true, erasing = false, deleted = NULL, labels = '',
                change_number = :change
              WHERE file_id = ANY(:fileIds) AND NOT removing AND removed_at IS NULL
              """)
          .bindArray("fileIds", Long.class, boxed(fileIds, from, to))
          .bind("change", change)
          .execute();
    }
  }

  private static void markToRewrite(Handle handle, long[] fileIds) {
    for (int from = 0; from < fileIds.length; from += ROWS_AT_ONCE) {
      int to = Math.min(fileIds.length, from + ROWS_AT_ONCE);
      handle
          .createUpdate(
              """
              UPDATE files SET erasing = true
              WHERE file_id = ANY(:fileIds) AND NOT removing AND removed_at IS NULL
                AND deleted IS DISTINCT FROM erased
              """)
          .bindArray("fileIds", Long.class, boxed(fileIds, from, to))
          .execute();
    }
  }

  private record DeletedPositions(long fileId, long size, byte[] deleted) {}

  private static void addPositions(
      Handle handle, long change, List<Long> fileIds, Map<Long, RoaringBitmap> positions) {
    List<DeletedPositions> rows =
        handle
            .createQuery(
                """
                SELECT file_id, number_of_samples, deleted FROM files
                WHERE file_id = ANY(:fileIds) AND NOT removing AND removed_at IS NULL
                """)
            .bindArray("fileIds", Long.class, fileIds)
            .map(
                (row, context) ->
                    new DeletedPositions(row.getLong(1), row.getLong(2), row.getBytes(3)))
            .list();
    List<Long> whole = new ArrayList<>();
    PreparedBatch batch =
        handle.prepareBatch(
            """
            UPDATE files SET deleted = :deleted, change_number = :change WHERE file_id = :fileId
            """);
    for (DeletedPositions row : rows) {
      RoaringBitmap all = positions.get(row.fileId()).clone();
      if (row.deleted() != null) {
        all.or(StoredBitmaps.read(row.deleted()));
      }
      if (all.getLongCardinality() == row.size()) {
        whole.add(row.fileId());
      } else {
        batch
            .bind("deleted", StoredBitmaps.write(all))
            .bind("change", change)
            .bind("fileId", row.fileId())
            .add();
      }
    }
    if (batch.size() > 0) {
      batch.execute();
    }
    markWholeFiles(handle, change, whole.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * Removes some of the marked files. Concurrent calls, also of other servers, wait for each other.
   *
   * @param after the id after which to start
   * @return the largest id of the files that were processed; empty when there was none
   * @throws ModynException what {@code remover} throws; the removal of earlier files is recorded
   */
  public Optional<Long> removeMarkedFiles(long datasetId, long after, FileRemover remover) {
    return removeFiles(
        datasetId,
        """
        SELECT f.file_id, f.path, f.size_bytes, f.modified_nanos, r.size_bytes
        FROM files f LEFT JOIN rewrites r USING (file_id)
        WHERE f.dataset_id = :datasetId AND f.file_id > :after AND f.removing
          AND NOT f.left_in_place
        ORDER BY f.file_id LIMIT :limit
        """,
        """
        WITH change AS (
          UPDATE datasets SET change_number = change_number + 1
          WHERE dataset_id = :datasetId
          RETURNING change_number)
        UPDATE files SET removing = false, removed_at = now(), path = NULL, locations = '',
          change_number = change.change_number
        FROM change
        WHERE file_id = ANY(:fileIds)
        """,
        "UPDATE files SET left_in_place = true WHERE file_id = ANY(:fileIds)",
        after,
        remover);
  }

  /** Removes files of a dataset that is being deleted, together with their rows. */
  public Optional<Long> removeAllFiles(long datasetId, long after, FileRemover remover) {
    return removeFiles(
        datasetId,
        """
        SELECT f.file_id, f.path, f.size_bytes, f.modified_nanos, r.size_bytes
        FROM files f LEFT JOIN rewrites r USING (file_id)
        WHERE f.dataset_id = :datasetId AND f.file_id > :after AND f.removed_at IS NULL
        ORDER BY f.file_id LIMIT :limit
        """,
        "DELETE FROM files WHERE dataset_id = :datasetId AND file_id = ANY(:fileIds)",
        "DELETE FROM files WHERE dataset_id = :datasetId AND file_id = ANY(:fileIds)",
        after,
        remover);
  }

  private Optional<Long> removeFiles(
      long datasetId,
      String selection,
      String updateRemoved,
      String updateLeft,
      long after,
      FileRemover remover) {
    Removal removal = new Removal();
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "SELECT pg_advisory_xact_lock(?, ?)", REMOVAL_LOCK, Long.hashCode(datasetId));
          List<FileToRemove> files =
              handle
                  .createQuery(selection)
                  .bind("datasetId", datasetId)
                  .bind("after", after)
                  .bind("limit", FILES_AT_ONCE)
                  .map((row, context) -> toFileToRemove(row))
                  .list();
          removal.removeEach(files, remover);
          update(handle, updateRemoved, datasetId, removal.removed);
          update(handle, updateLeft, datasetId, removal.left);
        });
    return removal.last();
  }

  private static FileToRemove toFileToRemove(ResultSet row) throws SQLException {
    long sizeAfterRewrite = row.getLong(5);
    boolean isRewritten = !row.wasNull();
    return new FileToRemove(
        row.getLong(1),
        new FileStatus(row.getString(2), row.getLong(3), row.getLong(4)),
        isRewritten ? OptionalLong.of(sizeAfterRewrite) : OptionalLong.empty());
  }

  private static void update(Handle handle, String statement, long datasetId, List<Long> fileIds) {
    if (fileIds.isEmpty()) {
      return;
    }
    handle
        .createUpdate(statement)
        .bindArray("fileIds", Long.class, fileIds)
        .bind("datasetId", datasetId)
        .execute();
  }

  /** The ids of the files that were processed before the first one that could not be removed. */
  private static final class Removal {
    private final List<Long> removed = new ArrayList<>();
    private final List<Long> left = new ArrayList<>();
    private Optional<ModynException> failure = Optional.empty();

    void removeEach(List<FileToRemove> files, FileRemover remover) {
      for (FileToRemove file : files) {
        try {
          (remover.remove(file) ? removed : left).add(file.fileId());
        } catch (ModynException e) {
          failure = Optional.of(e);
          return;
        }
      }
    }

    Optional<Long> last() {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return Stream.of(removed, left)
          .filter(ids -> !ids.isEmpty())
          .map(List::getLast)
          .max(Comparator.naturalOrder());
    }
  }

  /**
   * Paths of files whose samples are all deleted and that were not removed, because they changed
   * after they were ingested.
   */
  public List<String> filesLeftInPlace(long[] fileIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT path FROM files WHERE file_id = ANY(:fileIds) AND left_in_place
                    ORDER BY path
                    """)
                .bindArray("fileIds", Long.class, boxed(fileIds, 0, fileIds.length))
                .mapTo(String.class)
                .list());
  }

  /** Returns the datasets that have files to remove, without those that are being deleted. */
  public List<Long> datasetsWithMarkedFiles() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT dataset_id FROM files JOIN datasets USING (dataset_id)
                    WHERE removing AND NOT left_in_place AND NOT deleting
                    """)
                .mapTo(Long.class)
                .list());
  }

  /**
   * Deletes the rows of files that were removed more than an hour ago. A server that has not read
   * these changes by then reloads the whole dataset.
   */
  public void forgetRemovedFiles() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                WITH forgotten AS (
                  DELETE FROM files WHERE removed_at < now() - interval '1 hour'
                  RETURNING dataset_id, change_number)
                UPDATE datasets SET forgotten_change = greatest(forgotten_change, last)
                FROM (SELECT dataset_id, max(change_number) AS last
                      FROM forgotten GROUP BY dataset_id) AS changes
                WHERE datasets.dataset_id = changes.dataset_id
                """));
  }

  private static List<Long> boxed(long[] values, int from, int to) {
    return Arrays.stream(values, from, to).boxed().toList();
  }
}
