package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.database.RescanRepository;

/**
 * The resources that the ingests of all datasets share.
 *
 * @param batches the size of a batch
 */
record IngestServices(
    DatasetCatalog catalog,
    FileRepository files,
    IngestStatusRepository statuses,
    RescanRepository rescans,
    IngestThreads threads,
    BatchLimits batches) {
  IngestServices {
    requireNonNull(catalog, "catalog is null");
    requireNonNull(files, "files is null");
    requireNonNull(statuses, "statuses is null");
    requireNonNull(rescans, "rescans is null");
    requireNonNull(threads, "threads is null");
    requireNonNull(batches, "batches is null");
  }

  /**
   * The size of a batch: files are recorded when one of the limits is reached.
   *
   * @param the number of files of one transaction
   * @param the number of samples of one transaction, without those of its last file
   */
  record BatchLimits(int files, long samples) {
    /** Two batches: one is being recorded, one is being filled. */
    ParallelFileReader.Limits ahead() {
      return new ParallelFileReader.Limits(2 * files, Math.multiplyExact(2, samples));
    }
  }
}
