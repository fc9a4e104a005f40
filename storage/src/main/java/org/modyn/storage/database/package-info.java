/**
 * The tables {@code datasets}, {@code files}, {@code ingest_status} and {@code ingest_term}: all
 * SQL of the storage server is here.
 */
package org.modyn.storage.database;
