/**
 * Where models come in and go out, piece by piece, whatever their size.
 *
 * <p>Start reading at {@link org.modyn.modelstorage.store.ModelStore}, which keeps the files of the
 * weights and their rows in the database together.
 */
package org.modyn.modelstorage.store;
