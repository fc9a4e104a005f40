/**
 * How files get into a dataset. One server at a time does it, the one that holds the {@link
 * org.modyn.storage.ingest.IngestLock}; its {@link org.modyn.storage.ingest.IngestCoordinator} runs
 * a {@link org.modyn.storage.ingest.DatasetWatcher} for each dataset, and that one lets a {@link
 * org.modyn.storage.ingest.FolderLook} look at the folder again and again.
 *
 * <p>A file is taken whole or not at all. One that is not as it should be is reported with the
 * reason and looked at again every time.
 */
package org.modyn.storage.ingest;
