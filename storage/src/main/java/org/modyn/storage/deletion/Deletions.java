package org.modyn.storage.deletion;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.DatasetRepository;
import org.modyn.storage.database.DatasetRow;
import org.modyn.storage.database.DeletionRepository;
import org.modyn.storage.database.RewriteRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.read.OpenFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes samples and datasets. All servers of a database may do so at the same time, also to the
 * same samples. Safe for concurrent use.
 */
public final class Deletions {
  private static final Logger log = LoggerFactory.getLogger(Deletions.class);

  private final DatasetCatalog catalog;
  private final DatasetRepository datasets;
  private final DeletionRepository deletions;
  private final RewriteRepository rewrites;
  private final FileRewriter rewriter;
  private final OpenFiles openFiles;

  public Deletions(
      DatasetCatalog catalog,
      DatasetRepository datasets,
      DeletionRepository deletions,
      RewriteRepository rewrites,
      OpenFiles openFiles) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.datasets = requireNonNull(datasets, "datasets is null");
    this.deletions = requireNonNull(deletions, "deletions is null");
    this.rewrites = requireNonNull(rewrites, "rewrites is null");
    this.rewriter = new FileRewriter(rewrites);
    this.openFiles = requireNonNull(openFiles, "openFiles is null");
  }

  /**
   * Deletes samples: they are all gone, for everybody, or none is. A file without samples is
   * removed.
   *
   * @param keys in any order; those that do not exist are left out
   * @param rewrite whether to cut the samples out of their files, with all that were deleted of
   *     these files before; otherwise their bytes stay there
   * @return whether one of them existed, or was still to be cut out
   * @throws ModynException NOT_FOUND when there is no such dataset; FAILED_PRECONDITION when a file
   *     cannot be removed or rewritten: its samples are deleted, and that will be done when it is
   *     possible; DATA_LOSS or UNIMPLEMENTED when a file cannot be rewritten at all
   */
  public boolean deleteSamples(String datasetName, long[] keys, boolean rewrite) {
    Dataset dataset = catalog.get(datasetName);
    catalog.refresh(dataset);
    SampleSelection selection = SampleSelection.of(dataset.index(), keys, rewrite);
    if (selection.isEmpty()) {
      return false;
    }
    deletions.deleteSamples(dataset.id(), selection.samples());
    removeMarkedFiles(dataset);
    if (rewrite) {
      rewriteFiles(dataset);
    }
    log.info("Deleted {} samples of the dataset {}", selection.count(), datasetName);
    return true;
  }

  /**
   * Deletes a dataset with its files; the folder stays, and the name is free again. When it fails
   * half way the dataset is gone, and the request can be repeated; it goes on by itself, too.
   *
   * @return whether there was such a dataset
   * @throws ModynException FAILED_PRECONDITION when a file cannot be removed
   */
  public boolean deleteDataset(String name) {
    Optional<DatasetRow> marked = datasets.markDeleting(name);
    if (marked.isEmpty()) {
      return false;
    }
    catalog.reload();
    complete(marked.get());
    return true;
  }

  /** Completes what is marked; what cannot be completed is logged, and left for the next time. */
  public void completeAll() {
    for (DatasetRow row : datasets.listDeleting()) {
      tryTo(() -> complete(row));
    }
    for (long datasetId : deletions.datasetsWithMarkedFiles()) {
      known(datasetId).ifPresent(dataset -> tryTo(() -> removeMarkedFiles(dataset)));
    }
    for (long datasetId : rewrites.datasetsWithFilesToRewrite()) {
      known(datasetId).ifPresent(dataset -> tryTo(() -> rewriteFiles(dataset)));
    }
    deletions.forgetRemovedFiles();
    openFiles.dropOutdated(catalog.all());
  }

  private Optional<Dataset> known(long datasetId) {
    return catalog.all().stream().filter(dataset -> dataset.id() == datasetId).findFirst();
  }

  private void complete(DatasetRow row) {
    Dataset dataset = catalog.open(row);
    long last = 0;
    Optional<Long> removed;
    do {
      removed = deletions.removeAllFiles(row.id(), last, path -> remove(dataset, path));
      last = removed.orElse(last);
    } while (removed.isPresent());
    datasets.delete(row.id());
    log.info("Deleted the dataset {}", dataset.name());
  }

  private void removeMarkedFiles(Dataset dataset) {
    try {
      long last = 0;
      Optional<Long> removed;
      do {
        removed = deletions.removeMarkedFiles(dataset.id(), last, path -> remove(dataset, path));
        last = removed.orElse(last);
      } while (removed.isPresent());
    } finally {
      follow(dataset);
    }
  }

  private void rewriteFiles(Dataset dataset) {
    try {
      rewriter.rewriteAll(dataset);
    } finally {
      follow(dataset);
    }
  }

  private void follow(Dataset dataset) {
    catalog.refresh(dataset);
    openFiles.dropOutdated(catalog.all());
  }

  private static void remove(Dataset dataset, String path) {
    try {
      for (String companion : dataset.fileWrapper().companions(path)) {
        dataset.filesystem().remove(companion);
      }
      dataset.filesystem().remove(path);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot remove the file %s in %s of the dataset '%s', whose samples are deleted: %s; allow"
                  .formatted(
                      path, dataset.filesystem().location(), dataset.name(), FileErrors.reason(e))
              + " it, and it will be removed",
          e);
    }
  }

  private static void tryTo(Runnable action) {
    try {
      action.run();
    } catch (ModynException e) {
      log.warn("A deletion cannot be completed yet: {}", e.getMessage(), e);
    }
  }
}
