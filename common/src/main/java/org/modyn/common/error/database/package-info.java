/**
 * Distinguishes failures of PostgreSQL and of the connection to it from failures of a statement. It
 * is apart from {@code org.modyn.common.database}, because the mapping of errors to statuses needs
 * it, and every server and client uses that.
 */
package org.modyn.common.error.database;
