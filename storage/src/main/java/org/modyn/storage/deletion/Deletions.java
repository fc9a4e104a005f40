package org.modyn.storage.deletion;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.DatasetRepository;
import org.modyn.storage.database.DatasetRow;
import org.modyn.storage.database.DeletionRepository;
import org.modyn.storage.database.DeletionRepository.FileRemover;
import org.modyn.storage.database.DeletionRepository.FileToRemove;
import org.modyn.storage.database.RewriteRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.read.OpenFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes samples and datasets. All servers of a database may do so concurrently, even for the same
 * samples. Thread safe.
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
   * Deletes samples in one transaction. A file without samples is removed, unless it changed after
   * it was ingested.
   *
   * @param keys in any order; unknown ones are ignored
   * @param erase whether to cut the samples out of their files, with all samples of these files
   *     that were deleted before; otherwise their bytes stay there
   * @throws ModynException NOT_FOUND when there is no such dataset; FAILED_PRECONDITION when a file
   *     cannot be removed or rewritten: its samples are deleted, and the removal is retried;
   *     DATA_LOSS when a file to rewrite changed after it was ingested and UNIMPLEMENTED when files
   *     of its kind cannot be rewritten: its samples are deleted and the file is left unchanged
   */
  public DeletionResult deleteSamples(String datasetName, long[] keys, boolean erase) {
    Dataset dataset = catalog.getServed(datasetName);
    catalog.refresh(dataset);
    SampleSelection selection = SampleSelection.of(dataset.index(), keys, erase);
    if (selection.isEmpty()) {
      return DeletionResult.NOTHING;
    }
    deletions.deleteSamples(dataset.id(), selection.samples());
    removeMarkedFiles(dataset);
    if (erase) {
      rewriteFiles(dataset);
    }
    log.info("Deleted {} samples of the dataset {}", selection.count(), datasetName);
    return new DeletionResult(true, deletions.filesLeftInPlace(selection.files()));
  }

  /**
   * Deletes a dataset with its files, except those that changed after they were ingested; the
   * folder is kept, and the name can be reused. If this fails part way, the dataset is no longer
   * available, and the deletion is completed in the background or when the request is repeated.
   *
   * @throws ModynException FAILED_PRECONDITION when a file cannot be removed
   */
  public DeletionResult deleteDataset(String name) {
    Optional<DatasetRow> marked = datasets.markDeleting(name);
    if (marked.isEmpty()) {
      return DeletionResult.NOTHING;
    }
    catalog.reload();
    return new DeletionResult(true, complete(catalog.open(marked.get())));
  }

  /**
   * Completes all marked deletions of the datasets that this server serves; those that cannot be
   * completed are logged and retried the next time.
   */
  public void completeAll() {
    for (DatasetRow row : datasets.listDeleting()) {
      tryTo(() -> completeIfServed(row));
    }
    for (long datasetId : deletions.datasetsWithMarkedFiles()) {
      served(datasetId).ifPresent(dataset -> tryTo(() -> removeMarkedFiles(dataset)));
    }
    for (long datasetId : rewrites.datasetsWithFilesToRewrite()) {
      served(datasetId).ifPresent(dataset -> tryTo(() -> rewriteFiles(dataset)));
    }
    deletions.forgetRemovedFiles();
    openFiles.dropOutdated(catalog.all());
  }

  private Optional<Dataset> served(long datasetId) {
    return catalog.all().stream()
        .filter(dataset -> dataset.id() == datasetId && dataset.refusal().isEmpty())
        .findFirst();
  }

  private void completeIfServed(DatasetRow row) {
    Dataset dataset = catalog.open(row);
    if (dataset.refusal().isEmpty()) {
      complete(dataset);
    }
  }

  /** Returns the paths of files that were not removed. */
  private List<String> complete(Dataset dataset) {
    List<String> left = new ArrayList<>();
    FileRemover remover =
        file -> {
          boolean removed = remove(dataset, file);
          if (!removed) {
            left.add(file.status().path());
          }
          return removed;
        };
    long last = 0;
    Optional<Long> removed;
    do {
      removed = deletions.removeAllFiles(dataset.id(), last, remover);
      last = removed.orElse(last);
    } while (removed.isPresent());
    datasets.delete(dataset.id());
    log.info("Deleted the dataset {}", dataset.name());
    return left;
  }

  private void removeMarkedFiles(Dataset dataset) {
    try {
      long last = 0;
      Optional<Long> removed;
      do {
        removed = deletions.removeMarkedFiles(dataset.id(), last, file -> remove(dataset, file));
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

  private static boolean remove(Dataset dataset, FileToRemove file) {
    String path = file.status().path();
    try {
      Optional<FileStatus> now = find(dataset, path);
      if (now.isPresent() && !file.isUnchanged(now.get())) {
        log.warn(
            "The file {} in {} of the dataset {} changed after it was ingested (it had {}, now it"
                + " has {}): its samples are deleted, and the file is left as it is",
            path,
            dataset.filesystem().location(),
            dataset.name(),
            file.status().describe(),
            now.get().describe());
        return false;
      }
      for (String companion : dataset.fileWrapper().companions(path)) {
        dataset.filesystem().remove(companion);
      }
      boolean removed = dataset.filesystem().remove(path);
      if (!removed) {
        log.warn(
            "The file {} in {} of the dataset {} lies behind a link: its samples"
                + " are deleted, and the file is left",
            path,
            dataset.filesystem().location(),
            dataset.name());
      }
      return removed;
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

  private static Optional<FileStatus> find(Dataset dataset, String path) throws IOException {
    try {
      return Optional.of(dataset.filesystem().status(path));
    } catch (NoSuchFileException e) {
      log.debug("The file {} of the dataset {} is gone already", path, dataset.name(), e);
      return Optional.empty();
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
