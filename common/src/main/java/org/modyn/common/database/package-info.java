/**
 * Access to PostgreSQL: {@link org.modyn.common.database.Database} opens the schema of a server
 * (connection pool, migrations, Jdbi), {@link org.modyn.common.database.EmbeddedPostgres} is a
 * PostgreSQL that this process unpacks, starts and stops, for use without a database server.
 *
 * <p>{@link org.modyn.common.database.DatabaseDump} and {@link
 * org.modyn.common.database.DatabaseRestore} copy all schemas of a stopped installation.
 *
 * <p>Every server owns one schema and accesses no other.
 */
package org.modyn.common.database;
