package org.modyn.benchmarks.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The size of a PostgreSQL database. Each method opens a connection of its own.
 *
 * @param url for JDBC
 * @param passwordFile the file that contains the password
 */
public record DatabaseSize(String url, String username, Path passwordFile) {
  public DatabaseSize {
    requireNonNull(url, "url is null");
    requireNonNull(username, "username is null");
    requireNonNull(passwordFile, "passwordFile is null");
  }

  /** Returns the size of all tables and indexes in bytes. */
  public long diskBytes() {
    return query("SELECT pg_database_size(current_database())");
  }

  /** Returns the number of rows in all tables of a schema, which are counted one by one. */
  public long rows(String schema) {
    return query(
        """
        SELECT coalesce(sum((xpath('/row/n/text()', query_to_xml(
          format('SELECT count(*) AS n FROM %%I.%%I', nspname, relname), false, true, '')))[1]
          ::text::bigint), 0)::bigint
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = '%s' AND relkind = 'r'\
        """
            .formatted(schema));
  }

  private long query(String statement) {
    try (Connection connection =
            DriverManager.getConnection(url, username, Files.readString(passwordFile).strip());
        Statement query = connection.createStatement();
        ResultSet result = query.executeQuery(statement)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException | IOException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "cannot measure the database at %s".formatted(url), e);
    }
  }
}
