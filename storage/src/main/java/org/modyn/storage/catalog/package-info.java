/** The datasets that this server serves, synchronized with the database. */
package org.modyn.storage.catalog;
