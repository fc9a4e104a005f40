/**
 * PostgreSQL: {@link org.modyn.common.database.Database} is how a server opens its own schema
 * (pool, migrations, Jdbi), {@link org.modyn.common.database.EmbeddedPostgres} is a real PostgreSQL
 * for those who have none: it is unpacked, started and stopped by this process and keeps its data
 * in a directory.
 *
 * <p>Every server owns one schema and reads no other.
 */
package org.modyn.common.database;
