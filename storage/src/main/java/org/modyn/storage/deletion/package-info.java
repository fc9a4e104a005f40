/**
 * Deleting samples and datasets for good. What is deleted is first marked in the database, where
 * all servers see it, and only then are files removed. So whatever dies in between, a sample is
 * there or it is deleted; and what is marked is completed by any server, soon ({@link
 * org.modyn.storage.deletion.DeletionWorker}). Start reading at {@link
 * org.modyn.storage.deletion.Deletions}.
 */
package org.modyn.storage.deletion;
