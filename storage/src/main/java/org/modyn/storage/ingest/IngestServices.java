package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.database.RescanRepository;

/**
 * What the ingests of all datasets share.
 *
 * @param batches how much is recorded at once
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
   * Files are recorded when they are that many, or have that many samples together.
   *
   * @param files of one transaction
   * @param samples of one transaction, but for those of its last file
   */
  record BatchLimits(int files, long samples) {
    /** One batch is recorded, one is being filled. */
    ParallelFileReader.Limits ahead() {
      return new ParallelFileReader.Limits(2 * files, Math.multiplyExact(2, samples));
    }
  }
}
