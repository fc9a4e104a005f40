/**
 * The permanent deletion of samples and datasets. A deletion is first marked in the database, where
 * all servers see it, and then files are removed. So a crash never leaves a sample in an undefined
 * state, and any server completes a marked deletion soon ({@link
 * org.modyn.storage.deletion.DeletionWorker}). Start reading at {@link
 * org.modyn.storage.deletion.Deletions}.
 */
package org.modyn.storage.deletion;
