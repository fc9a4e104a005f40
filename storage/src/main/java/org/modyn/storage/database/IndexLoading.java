package org.modyn.storage.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.modyn.storage.dataset.ChangedFile;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IndexAppender;
import org.modyn.storage.dataset.Rewritten;
import org.modyn.storage.dataset.Tombstones;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Updates the index of a dataset from the database: first the changed files, then the new ones.
 * Runs in a transaction, so that the driver uses a cursor instead of reading all rows at once.
 * Concurrent commits may or may not be seen; they are seen by the next update.
 */
final class IndexLoading {
  private static final long FETCH_BYTES = 32 << 20;
  private static final int MAXIMUM_FETCH_SIZE = 2000;
  private static final int CHANGES_AT_ONCE = 10_000;

  private final Handle handle;
  private final long datasetId;
  private final Consumer<FileStatus> outdated;

  /**
   * @param outdated receives files that have changed or were removed
   */
  IndexLoading(Handle handle, long datasetId, Consumer<FileStatus> outdated) {
    this.handle = handle;
    this.datasetId = datasetId;
    this.outdated = outdated;
  }

  private record DatasetNumbers(long lastChange, long forgottenChange, long nextKey) {}

  DatasetIndex load(DatasetIndex known) {
    Optional<DatasetNumbers> numbers = datasetNumbers();
    if (numbers.isEmpty()) {
      return known;
    }
    boolean follows = known.changeNumber() >= numbers.get().forgottenChange();
    DatasetIndex index = follows ? known : known.cleared();
    if (index.numberOfFiles() > 0 && index.changeNumber() < numbers.get().lastChange()) {
      index = withChanges(index);
    }
    return withNewFiles(index).withNumbers(numbers.get().lastChange(), numbers.get().nextKey());
  }

  private Optional<DatasetNumbers> datasetNumbers() {
    return handle
        .createQuery(
            """
            SELECT change_number, forgotten_change, next_key FROM datasets
            WHERE dataset_id = :datasetId
            """)
        .bind("datasetId", datasetId)
        .map((row, context) -> new DatasetNumbers(row.getLong(1), row.getLong(2), row.getLong(3)))
        .findOne();
  }

  private DatasetIndex withChanges(DatasetIndex known) {
    return handle
        .createQuery(
            """
            SELECT path, first_key, number_of_samples, modified_nanos, size_bytes, deleted, erased,
              removing, removed_at,
              CASE WHEN erased IS NULL THEN NULL ELSE label_width END AS label_width,
              CASE WHEN erased IS NULL THEN NULL ELSE labels END AS labels
            FROM files
            WHERE dataset_id = :datasetId AND file_id <= :fileId AND change_number > :number
            """)
        .bind("datasetId", datasetId)
        .bind("fileId", known.lastFileId())
        .bind("number", known.changeNumber())
        .setFetchSize(MAXIMUM_FETCH_SIZE)
        .scanResultSet((rows, context) -> apply(rows.get(), known));
  }

  private DatasetIndex apply(ResultSet rows, DatasetIndex known) throws SQLException {
    DatasetIndex index = known;
    List<ChangedFile> changes = new ArrayList<>();
    while (rows.next()) {
      boolean removed = rows.getTimestamp("removed_at") != null;
      int file = known.find(rows.getLong("first_key"));
      if (file >= 0 && (removed || known.file(file).sizeInBytes() != rows.getLong("size_bytes"))) {
        outdated.accept(known.file(file).status());
      }
      changes.add(
          new ChangedFile(
              rows.getLong("first_key"),
              removed ? Optional.empty() : tombstones(rows),
              removed || rows.getBytes("erased") == null
                  ? Optional.empty()
                  : Optional.of(labels(rows))));
      if (changes.size() == CHANGES_AT_ONCE) {
        index = index.with(changes);
        changes.clear();
      }
    }
    return index.with(changes);
  }

  private DatasetIndex withNewFiles(DatasetIndex known) {
    IndexAppender appender = known.append();
    Query query =
        handle
            .createQuery(
                """
                SELECT file_id, path, first_key, number_of_samples, updated_at, modified_nanos,
                  size_bytes, label_width, labels, deleted, erased, removing
                FROM files
                WHERE dataset_id = :datasetId AND file_id > :fileId AND removed_at IS NULL
                ORDER BY file_id
                """)
            .bind("datasetId", datasetId)
            .bind("fileId", known.lastFileId())
            .setFetchSize(fetchSize(known.lastFileId()));
    query.scanResultSet((rows, context) -> addAll(rows.get(), appender));
    return appender.finish();
  }

  /** Returns the number of rows whose labels take at most {@value #FETCH_BYTES} bytes together. */
  private int fetchSize(long fileId) {
    long largest =
        handle
            .createQuery(
                """
                SELECT coalesce(max(number_of_samples * label_width), 1)
                FROM files
                WHERE dataset_id = :datasetId AND file_id > :fileId
                """)
            .bind("datasetId", datasetId)
            .bind("fileId", fileId)
            .mapTo(Long.class)
            .one();
    return (int) Math.clamp(FETCH_BYTES / largest, 1, MAXIMUM_FETCH_SIZE);
  }

  private static long addAll(ResultSet rows, IndexAppender appender) throws SQLException {
    long files = 0;
    for (; rows.next(); files++) {
      appender.add(
          rows.getLong("file_id"),
          ingestedStatus(rows),
          rows.getLong("first_key"),
          labels(rows),
          tombstones(rows));
    }
    return files;
  }

  /** Uses the time that determines the samples' timestamp, even if the file was rewritten later. */
  private static FileStatus ingestedStatus(ResultSet row) throws SQLException {
    FileStatus now = status(row);
    long ingestedSeconds = row.getLong("updated_at");
    return now.modifiedSeconds() == ingestedSeconds
        ? now
        : new FileStatus(now.path(), now.size(), ingestedSeconds * FileStatus.NANOS_PER_SECOND);
  }

  private static FileStatus status(ResultSet row) throws SQLException {
    return new FileStatus(
        row.getString("path"), row.getLong("size_bytes"), row.getLong("modified_nanos"));
  }

  private static PackedLabels labels(ResultSet row) throws SQLException {
    if (row.getBoolean("removing")) {
      return PackedLabels.pack(row.getInt("number_of_samples"), position -> 0);
    }
    return PackedLabels.of(row.getInt("label_width"), row.getBytes("labels"));
  }

  private static Optional<Tombstones> tombstones(ResultSet row) throws SQLException {
    if (row.getBoolean("removing")) {
      return Optional.of(Tombstones.all(row.getInt("number_of_samples")));
    }
    byte[] deleted = row.getBytes("deleted");
    if (deleted == null) {
      return Optional.empty();
    }
    byte[] erased = row.getBytes("erased");
    return Optional.of(
        new Tombstones(
            StoredBitmaps.read(deleted),
            erased == null
                ? Optional.empty()
                : Optional.of(new Rewritten(StoredBitmaps.read(erased), status(row)))));
  }
}
