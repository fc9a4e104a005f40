package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.modyn.storage.dataset.DatasetDefinition;

/** The table {@code datasets}. */
public final class DatasetRepository {
  private final Jdbi jdbi;

  public DatasetRepository(Jdbi jdbi) {
    this.jdbi = requireNonNull(jdbi, "jdbi is null");
  }

  /** All datasets that are not being deleted, the oldest first. */
  public List<DatasetRow> list() {
    return list("SELECT * FROM datasets WHERE NOT deleting ORDER BY dataset_id");
  }

  /** The datasets that are being deleted. */
  public List<DatasetRow> listDeleting() {
    return list("SELECT * FROM datasets WHERE deleting ORDER BY dataset_id");
  }

  private List<DatasetRow> list(String query) {
    return jdbi.withHandle(
        handle -> handle.createQuery(query).map((row, context) -> toRow(row)).list());
  }

  /** Adds a dataset and returns its id; empty when the name is in use. */
  public Optional<Long> insert(DatasetDefinition definition) {
    return jdbi.withHandle(
        handle ->
            bind(
                    handle.createQuery(
                        """
                        INSERT INTO datasets (
                          name, description, version, base_path, filesystem_wrapper_type,
                          file_wrapper_type, file_wrapper_config, ignore_last_timestamp,
                          file_watcher_interval, include_hidden)
                        VALUES (
                          :name, :description, :version, :basePath, :filesystemWrapperType,
                          :fileWrapperType, :fileWrapperConfig, :ignoreLastTimestamp,
                          :fileWatcherInterval, :includeHidden)
                        ON CONFLICT (name) DO NOTHING
                        RETURNING dataset_id
                        """),
                    definition)
                .mapTo(Long.class)
                .findOne());
  }

  /** Replaces the definition, except the name. */
  public void update(long id, DatasetDefinition definition) {
    update(id, definition, "");
  }

  /**
   * Replaces the definition, except the name, unless files were ingested; returns false if they
   * were.
   */
  public boolean updateWithoutFiles(long id, DatasetDefinition definition) {
    return update(
            id,
            definition,
            """
            AND NOT EXISTS (
              SELECT FROM files WHERE dataset_id = :id AND removed_at IS NULL)
            """)
        > 0;
  }

  /** Locks the row against {@link FileRepository#record} before it checks for files. */
  private int update(long id, DatasetDefinition definition, String condition) {
    return jdbi.inTransaction(
        handle -> {
          handle.execute("SELECT FROM datasets WHERE dataset_id = ? FOR UPDATE", id);
          return bind(
                  handle.createUpdate(
                      """
                      UPDATE datasets SET
                        description = :description,
                        version = :version,
                        base_path = :basePath,
                        filesystem_wrapper_type = :filesystemWrapperType,
                        file_wrapper_type = :fileWrapperType,
                        file_wrapper_config = :fileWrapperConfig,
                        ignore_last_timestamp = :ignoreLastTimestamp,
                        file_watcher_interval = :fileWatcherInterval,
                        include_hidden = :includeHidden
                      WHERE dataset_id = :id
                      """
                          + condition),
                  definition)
              .bind("id", id)
              .execute();
        });
  }

  /** Removes a dataset that is not being deleted, and the rows of its files, at once. */
  public boolean unregister(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate("DELETE FROM datasets WHERE name = :name AND NOT deleting")
                    .bind("name", name)
                    .execute()
                > 0);
  }

  /**
   * Marks a dataset as being deleted: no files are recorded afterwards. Its name remains in use
   * until it is {@linkplain #delete deleted}.
   *
   * @return the dataset; empty when there is none of that name
   */
  public Optional<DatasetRow> markDeleting(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("UPDATE datasets SET deleting = true WHERE name = :name RETURNING *")
                .bind("name", name)
                .map((row, context) -> toRow(row))
                .findOne());
  }

  /** Removes the dataset and the rows of its files. */
  public void delete(long id) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("DELETE FROM datasets WHERE dataset_id = :id")
                .bind("id", id)
                .execute());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, DatasetDefinition definition) {
    return statement
        .bind("name", definition.name())
        .bind("description", definition.description())
        .bind("version", definition.version())
        .bind("basePath", definition.basePath())
        .bind("filesystemWrapperType", definition.filesystemWrapperType())
        .bind("fileWrapperType", definition.fileWrapperType())
        .bind("fileWrapperConfig", definition.fileWrapperConfig())
        .bind("ignoreLastTimestamp", definition.ignoreLastTimestamp())
        .bind("fileWatcherInterval", definition.fileWatcherInterval())
        .bind("includeHidden", definition.includeHidden());
  }

  private static DatasetRow toRow(ResultSet row) throws SQLException {
    return new DatasetRow(
        row.getLong("dataset_id"),
        new DatasetDefinition(
            row.getString("name"),
            row.getString("description"),
            row.getString("version"),
            row.getString("base_path"),
            row.getString("filesystem_wrapper_type"),
            row.getString("file_wrapper_type"),
            row.getString("file_wrapper_config"),
            row.getBoolean("ignore_last_timestamp"),
            row.getLong("file_watcher_interval"),
            row.getBoolean("include_hidden")));
  }
}
