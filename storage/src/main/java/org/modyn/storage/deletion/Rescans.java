package org.modyn.storage.deletion;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.RescanRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IngestedFile;
import org.modyn.storage.dataset.PathLookup;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.read.OpenFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discards files that changed after they were ingested, so that they are ingested again: their
 * samples are deleted, and the next scan ingests the current samples of the files with new keys.
 * Thread safe.
 */
public final class Rescans {
  private static final Logger log = LoggerFactory.getLogger(Rescans.class);

  private final DatasetCatalog catalog;
  private final RescanRepository rescans;
  private final OpenFiles openFiles;

  public Rescans(DatasetCatalog catalog, RescanRepository rescans, OpenFiles openFiles) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.rescans = requireNonNull(rescans, "rescans is null");
    this.openFiles = requireNonNull(openFiles, "openFiles is null");
  }

  /**
   * The discarded files.
   *
   * @param samples the number of samples that were deleted with the files
   */
  public record Rescan(int files, long samples) {}

  /**
   * Discards files.
   *
   * @param paths relative to the dataset's folder; unchanged files are kept. Empty means all files
   *     that changed, but no missing files, because a folder that is not mounted appears to be
   *     empty
   * @throws ModynException NOT_FOUND when there is no such dataset or file; FAILED_PRECONDITION
   *     when the folder or a file cannot be read
   */
  public Rescan rescan(String datasetName, List<String> paths) {
    Dataset dataset = catalog.getServed(datasetName);
    catalog.refresh(dataset);
    List<IngestedFile> changed =
        paths.isEmpty() ? allChanged(dataset) : changedOrGone(dataset, paths);
    long samples = changed.stream().mapToLong(IngestedFile::liveSamples).sum();
    if (!changed.isEmpty()) {
      rescans.release(dataset.id(), changed.stream().map(IngestedFile::fileId).toList());
      catalog.refresh(dataset);
      openFiles.dropOutdated(catalog.all());
      log.info(
          "Rescan of the dataset {}: {} samples of {} files are deleted",
          datasetName,
          samples,
          changed.size());
    }
    return new Rescan(changed.size(), samples);
  }

  private static List<IngestedFile> allChanged(Dataset dataset) {
    DatasetIndex index = dataset.index();
    PathLookup lookup = new PathLookup();
    lookup.follow(index);
    List<IngestedFile> changed = new ArrayList<>();
    try {
      dataset
          .filesystem()
          .list(
              dataset.fileWrapper().fileExtension(),
              now -> {
                int fileIndex = lookup.find(now.path());
                if (fileIndex >= 0 && !index.file(fileIndex).status().equals(now)) {
                  changed.add(index.file(fileIndex));
                }
              });
    } catch (IOException e) {
      throw unreadable(dataset, dataset.filesystem().location(), e);
    }
    return changed;
  }

  private static List<IngestedFile> changedOrGone(Dataset dataset, List<String> paths) {
    DatasetIndex index = dataset.index();
    PathLookup lookup = new PathLookup();
    lookup.follow(index);
    List<IngestedFile> changed = new ArrayList<>();
    for (String path : paths.stream().distinct().toList()) {
      int fileIndex = lookup.find(path);
      if (fileIndex < 0) {
        throw ModynException.notFound(
            "the dataset '%s' has no file '%s'; name it relative to %s",
            dataset.name(), path, dataset.filesystem().location());
      }
      IngestedFile file = index.file(fileIndex);
      if (!isUnchanged(dataset, file)) {
        changed.add(file);
      }
    }
    return changed;
  }

  private static boolean isUnchanged(Dataset dataset, IngestedFile file) {
    String path = file.status().path();
    try {
      return dataset.filesystem().status(path).equals(file.status());
    } catch (NoSuchFileException e) {
      log.debug("The file {} of the dataset {} is gone", path, dataset.name(), e);
      return false;
    } catch (IOException e) {
      throw unreadable(dataset, path, e);
    }
  }

  private static ModynException unreadable(Dataset dataset, String path, IOException e) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "cannot read %s of the dataset '%s': %s; nothing was changed"
            .formatted(path, dataset.name(), FileErrors.reason(e)),
        e);
  }
}
