/**
 * Storing and loading models in chunks, with memory that is independent of their size.
 *
 * <p>Start reading at {@link org.modyn.modelstorage.store.ModelStore}, which keeps the files of
 * weights consistent with their rows in the database.
 */
package org.modyn.modelstorage.store;
