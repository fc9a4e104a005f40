package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.modyn.common.database.SessionKeepalive;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.common.error.database.DatabaseLocation;
import org.modyn.storage.dataset.DatasetDefinition;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.filesystem.FileStatus;

/** The table {@code files}. */
public final class FileRepository {
  /** The time after which a database that does not respond is considered to be unreachable. */
  private static final int NETWORK_TIMEOUT_MILLIS = 300_000;

  private final Jdbi jdbi;

  public FileRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /**
   * Updates an index from the database, with the files that were recorded, changed and removed
   * since. Rows are fetched in batches of bounded size.
   *
   * @param outdated receives the previous state of files that were rewritten or removed
   */
  public DatasetIndex load(long datasetId, DatasetIndex known, Consumer<FileStatus> outdated) {
    return jdbi.inTransaction(handle -> new IndexLoading(handle, datasetId, outdated).load(known));
  }

  /**
   * Returns the locations of a file's records, as determined by the dataset's file wrapper.
   *
   * @throws ModynException NOT_FOUND when the file no longer exists
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

  /** Returns whether a file is being rewritten, so that it may differ from its row. */
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
   * Records files in one transaction and assigns the dataset's next keys to their samples, in the
   * order of the list. Either all or none of the files are recorded.
   *
   * @param definition the definition with which the files were read
   * @param term the term in which the files were ingested, see {@link IngestLock}
   * @param pending the dataset's pending files to store, in the format of that column; empty to
   *     keep the stored ones
   * @return false when the dataset no longer exists, or its definition has changed
   * @throws ModynException FAILED_PRECONDITION when a later term has started
   */
  public boolean record(
      long term,
      long datasetId,
      DatasetDefinition definition,
      List<NewFile> files,
      Optional<byte[]> pending) {
    try {
      return jdbi.<Boolean, SQLException>inTransaction(
          handle -> record(handle, term, datasetId, definition, files, pending));
    } catch (SQLException e) {
      throw DatabaseFailures.in(e, jdbi.getConfig(DatabaseLocation.class))
          .orElseGet(
              () ->
                  new ModynException(
                      ErrorCategory.INTERNAL, "the database refuses the files: " + e, e));
    }
  }

  private static boolean record(
      Handle handle,
      long term,
      long datasetId,
      DatasetDefinition definition,
      List<NewFile> files,
      Optional<byte[]> pending)
      throws SQLException {
    handle.getConnection().setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
    handle.execute(SessionKeepalive.FOR_TRANSACTION);
    requireTerm(handle, term);
    Optional<Long> nextKey = lockNextKey(handle, datasetId, definition);
    if (nextKey.isEmpty()) {
      return false;
    }
    long key = FileRows.copy(handle.getConnection(), datasetId, nextKey.get(), files);
    handle
        .createUpdate("UPDATE datasets SET next_key = :key WHERE dataset_id = :datasetId")
        .bind("key", key)
        .bind("datasetId", datasetId)
        .execute();
    pending.ifPresent(bytes -> keepPending(handle, datasetId, bytes));
    return true;
  }

  /** Makes a later term wait until this transaction has ended. */
  private static void requireTerm(Handle handle, long term) {
    Optional<Long> ours =
        handle
            .createQuery("SELECT term FROM ingest_term WHERE term = :term FOR SHARE")
            .bind("term", term)
            .mapTo(Long.class)
            .findOne();
    if (ours.isEmpty()) {
      throw ModynException.failedPrecondition(
          "another server ingests new files now; nothing was recorded");
    }
  }

  private static void keepPending(Handle handle, long datasetId, byte[] pending) {
    handle
        .createUpdate(
            """
            INSERT INTO ingest_status (dataset_id, pending) VALUES (:datasetId, :pending)
            ON CONFLICT (dataset_id) DO UPDATE SET pending = excluded.pending
            """)
        .bind("datasetId", datasetId)
        .bind("pending", pending)
        .execute();
  }

  private static Optional<Long> lockNextKey(
      Handle handle, long datasetId, DatasetDefinition definition) {
    return handle
        .createQuery(
            """
            SELECT next_key FROM datasets
            WHERE dataset_id = :datasetId AND NOT deleting
              AND base_path = :basePath
              AND filesystem_wrapper_type = :filesystemWrapperType
              AND file_wrapper_type = :fileWrapperType
              AND file_wrapper_config = :fileWrapperConfig
            FOR UPDATE
            """)
        .bind("datasetId", datasetId)
        .bind("basePath", definition.basePath())
        .bind("filesystemWrapperType", definition.filesystemWrapperType())
        .bind("fileWrapperType", definition.fileWrapperType())
        .bind("fileWrapperConfig", definition.fileWrapperConfig())
        .mapTo(Long.class)
        .findOne();
  }
}
