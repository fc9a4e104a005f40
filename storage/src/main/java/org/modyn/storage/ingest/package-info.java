/**
 * The ingest of files into datasets. One server at a time ingests files, the one that holds the
 * {@link org.modyn.storage.database.IngestLock}. Its {@link
 * org.modyn.storage.ingest.IngestCoordinator} runs a {@link
 * org.modyn.storage.ingest.DatasetWatcher} for each dataset, which scans the folder periodically
 * with a {@link org.modyn.storage.ingest.FolderIngest}.
 *
 * <p>A scan has three stages: a {@link org.modyn.storage.ingest.FileDiscovery} lists the folder and
 * selects the candidates; a {@link org.modyn.storage.ingest.ParallelFileReader} reads them with the
 * threads that all datasets share; a {@link org.modyn.storage.ingest.BatchRecorder} records one
 * batch while the next is read. Memory does not depend on the number of files in the folder, except
 * for one bit for each ingested file and some bytes for each pending or rejected file.
 *
 * <p>A file is ingested as a whole or not at all. A malformed file is reported with the reason and
 * retried periodically.
 */
package org.modyn.storage.ingest;
