/**
 * How files get into a dataset. One server at a time does it, the one that holds the {@link
 * org.modyn.storage.database.IngestLock}; its {@link org.modyn.storage.ingest.IngestCoordinator}
 * runs a {@link org.modyn.storage.ingest.DatasetWatcher} for each dataset, and that one lets a
 * {@link org.modyn.storage.ingest.FolderIngest} scan the folder again and again.
 *
 * <p>A scan goes through these hands: a {@link org.modyn.storage.ingest.FolderLook} lists the
 * folder and picks the candidates; {@link org.modyn.storage.ingest.ParallelTaking} reads them with
 * the threads that all datasets share; a {@link org.modyn.storage.ingest.BatchRecorder} records one
 * batch while the next is read. Memory does not depend on the number of files in the folder, but
 * for a bit for each that was taken and some bytes for each that was not.
 *
 * <p>A file is taken whole or not at all. One that is not as it should be is reported with the
 * reason and looked at again every time.
 */
package org.modyn.storage.ingest;
