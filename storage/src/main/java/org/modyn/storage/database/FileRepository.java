package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.modyn.common.error.ModynException;
import org.modyn.storage.dataset.DatasetIndex;

/** The table {@code files}. */
public final class FileRepository {
  private final Jdbi jdbi;

  public FileRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Brings an index to what the database says: with the files that were recorded, changed and
   * removed since. Rows come in portions of bounded size.
   */
  public DatasetIndex load(long datasetId, DatasetIndex known) {
    return jdbi.inTransaction(handle -> new IndexLoading(handle, datasetId).load(known));
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
                .createQuery(
                    "SELECT locations FROM files WHERE file_id = :fileId AND removed_at IS NULL")
                .bind("fileId", fileId)
                .mapTo(byte[].class)
                .findOne()
                .orElseThrow(
                    () ->
                        ModynException.notFound(
                            "the file was deleted while its samples were read")));
  }

  /** Whether a file is being rewritten, so that it may differ from what its row says. */
  public boolean isBeingRewritten(long fileId) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createQuery("SELECT count(*) FROM rewrites WHERE file_id = :fileId")
                    .bind("fileId", fileId)
                    .mapTo(Long.class)
                    .one()
                > 0);
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
        .createQuery(
            "SELECT next_key FROM datasets WHERE dataset_id = :datasetId AND NOT deleting FOR"
                + " UPDATE")
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
}
