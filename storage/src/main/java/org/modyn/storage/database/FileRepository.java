package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.modyn.common.error.ModynException;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IndexAppender;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;

/** The table {@code files}. */
public final class FileRepository {
  private static final long FETCH_BYTES = 32 << 20;
  private static final int MAXIMUM_FETCH_SIZE = 2000;

  private final Jdbi jdbi;

  public FileRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Adds the files to an index that were recorded after its last one. Rows come in portions of
   * about {@value #FETCH_BYTES} bytes of labels, however many there are.
   */
  public DatasetIndex load(long datasetId, DatasetIndex known) {
    // in a transaction the driver reads with a cursor instead of all rows at once
    return jdbi.inTransaction(
        handle -> {
          IndexAppender appender = known.append();
          handle
              .createQuery(
                  """
                  SELECT file_id, path, first_key, modified_nanos, size_bytes, label_width, labels
                  FROM files
                  WHERE dataset_id = :datasetId AND file_id > :fileId
                  ORDER BY file_id
                  """)
              .bind("datasetId", datasetId)
              .bind("fileId", known.lastFileId())
              .setFetchSize(fetchSize(handle, datasetId, known.lastFileId()))
              .scanResultSet((rows, context) -> addAll(rows.get(), appender));
          return appender.finish();
        });
  }

  /** So many rows that their labels take {@value #FETCH_BYTES} bytes together at most. */
  private static int fetchSize(Handle handle, long datasetId, long fileId) {
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

  /**
   * Where the records of a file lie, as the dataset's file wrapper has found it.
   *
   * @throws ModynException NOT_FOUND when there is no such file any more
   */
  public byte[] locations(long fileId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT locations FROM files WHERE file_id = :fileId")
                .bind("fileId", fileId)
                .mapTo(byte[].class)
                .findOne()
                .orElseThrow(
                    () ->
                        ModynException.notFound(
                            "the dataset was deleted while its samples were read")));
  }

  /**
   * Records files in one transaction and gives them the dataset's next keys, in the order of the
   * list: either all of them exist afterwards or none.
   *
   * @return false when there is no such dataset any more
   */
  public boolean record(long datasetId, List<NewFile> files) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Long> nextKey = lockNextKey(handle, datasetId);
          if (nextKey.isEmpty()) {
            return false;
          }
          long key = nextKey.get();
          PreparedBatch batch =
              handle.prepareBatch(
                  """
                  INSERT INTO files (
                    dataset_id, path, first_key, number_of_samples, updated_at, modified_nanos,
                    size_bytes, label_width, labels, locations)
                  VALUES (
                    :datasetId, :path, :firstKey, :numberOfSamples, :updatedAt, :modifiedNanos,
                    :sizeBytes, :labelWidth, :labels, :locations)
                  """);
          for (NewFile file : files) {
            bind(batch, file).bind("datasetId", datasetId).bind("firstKey", key).add();
            key += file.records().size();
          }
          batch.execute();
          handle
              .createUpdate("UPDATE datasets SET next_key = :key WHERE dataset_id = :datasetId")
              .bind("key", key)
              .bind("datasetId", datasetId)
              .execute();
          return true;
        });
  }

  private static Optional<Long> lockNextKey(Handle handle, long datasetId) {
    return handle
        .createQuery("SELECT next_key FROM datasets WHERE dataset_id = :datasetId FOR UPDATE")
        .bind("datasetId", datasetId)
        .mapTo(Long.class)
        .findOne();
  }

  private static PreparedBatch bind(PreparedBatch batch, NewFile file) {
    return batch
        .bind("path", file.status().path())
        .bind("numberOfSamples", file.records().size())
        .bind("updatedAt", file.status().modifiedSeconds())
        .bind("modifiedNanos", file.status().modifiedNanos())
        .bind("sizeBytes", file.status().size())
        .bind("labelWidth", file.records().labels().width())
        .bind("labels", file.records().labels().toByteArray())
        .bind("locations", file.records().locations());
  }

  private static long addAll(ResultSet rows, IndexAppender appender) throws SQLException {
    long files = 0;
    for (; rows.next(); files++) {
      appender.add(
          rows.getLong("file_id"),
          new FileStatus(
              rows.getString("path"), rows.getLong("size_bytes"), rows.getLong("modified_nanos")),
          rows.getLong("first_key"),
          PackedLabels.of(rows.getInt("label_width"), rows.getBytes("labels")));
    }
    return files;
  }
}
