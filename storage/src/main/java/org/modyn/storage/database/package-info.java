/** The tables {@code datasets} and {@code files}: all SQL of the storage server is here. */
package org.modyn.storage.database;
