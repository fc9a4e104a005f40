/** All datasets that this server serves, kept in step with the database. */
package org.modyn.storage.catalog;
