package org.modyn.storage.catalog;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.error.ModynException;
import org.modyn.storage.database.DatasetRepository;
import org.modyn.storage.database.DatasetRow;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetDefinition;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.Filesystems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An in-memory copy of all datasets with their indexes; the database is authoritative. Other
 * servers write to the same tables, so {@link #reload} is called periodically. Thread safe; readers
 * do not block.
 */
public final class DatasetCatalog {
  private static final Logger log = LoggerFactory.getLogger(DatasetCatalog.class);

  private final DatasetRepository datasets;
  private final FileRepository files;
  private final Filesystems filesystems;
  private final IngestFollowers followers = new IngestFollowers();
  private volatile Map<String, Dataset> byName = Map.of();

  public DatasetCatalog(DatasetRepository datasets, FileRepository files, Filesystems filesystems) {
    this.datasets = requireNonNull(datasets, "datasets is null");
    this.files = requireNonNull(files, "files is null");
    this.filesystems = requireNonNull(filesystems, "filesystems is null");
  }

  /** Returns the followers of the datasets' ingest positions; close them when the server stops. */
  public IngestFollowers followers() {
    return followers;
  }

  /** Returns all datasets that are in memory. */
  public Collection<Dataset> all() {
    return byName.values();
  }

  /**
   * Returns the dataset with the given name, served or not; queries the database before it returns
   * empty.
   */
  public Optional<Dataset> find(String name) {
    Dataset dataset = byName.get(name);
    if (dataset == null) {
      reload();
      dataset = byName.get(name);
    }
    return Optional.ofNullable(dataset);
  }

  /**
   * Returns a dataset whose samples are read or changed.
   *
   * @throws ModynException NOT_FOUND when there is no dataset with the name; FAILED_PRECONDITION
   *     when its folder is outside of the roots of datasets
   */
  public Dataset getServed(String name) {
    return requireServed(get(name));
  }

  /**
   * As {@link #find}, for a dataset whose samples are read or changed.
   *
   * @throws ModynException FAILED_PRECONDITION when its folder is outside of the roots of datasets
   */
  public Optional<Dataset> findServed(String name) {
    return find(name).map(DatasetCatalog::requireServed);
  }

  private static Dataset requireServed(Dataset dataset) {
    Optional<String> refusal = dataset.refusal();
    if (refusal.isPresent()) {
      throw ModynException.failedPrecondition(
          "the dataset '%s' is not served: %s", dataset.name(), refusal.get());
    }
    return dataset;
  }

  /**
   * Returns a dataset, served or not.
   *
   * @throws ModynException NOT_FOUND when there is no dataset with the name
   */
  public Dataset get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                ModynException.notFound(
                    "there is no dataset '%s'; register it, or add it to storage.datasets in the"
                        + " configuration",
                    name));
  }

  /**
   * As {@link #getServed}, including the files that other servers have recorded.
   *
   * @throws ModynException NOT_FOUND when there is no dataset with the name
   */
  public Dataset fresh(String name) {
    Dataset dataset = getServed(name);
    refresh(dataset);
    return dataset;
  }

  /**
   * Adds a dataset for a client.
   *
   * @throws ModynException ALREADY_EXISTS when the name is in use; INVALID_ARGUMENT when the
   *     definition cannot be used, or names a folder outside of the roots of datasets
   */
  public synchronized void register(DatasetDefinition definition) {
    definition.checkNames();
    filesystems.checkClients(definition.filesystemWrapperType(), definition.basePath());
    add(definition);
  }

  private void add(DatasetDefinition definition) {
    requireUsable(definition);
    if (datasets.insert(definition).isEmpty()) {
      throw ModynException.alreadyExists(
          "there is a dataset '%s' already%s",
          definition.name(),
          find(definition.name()).isPresent() ? "" : ", whose files are being deleted");
    }
    log.info("Registered the dataset {} in {}", definition.name(), definition.basePath());
    reload();
  }

  /**
   * Adds a dataset, or changes the existing one with the same name.
   *
   * @throws ModynException INVALID_ARGUMENT when the definition cannot be used; FAILED_PRECONDITION
   *     when files were ingested that would be read differently
   */
  public synchronized void registerOrUpdate(DatasetDefinition definition) {
    requireUsable(definition);
    Optional<Dataset> existing = find(definition.name());
    if (existing.isEmpty()) {
      definition.checkNames();
      add(definition);
      return;
    }
    Dataset dataset = existing.get();
    if (dataset.definition().equals(definition)) {
      return;
    }
    update(dataset, definition);
  }

  /**
   * Changes an existing dataset for a client. The folder may change even when files were ingested:
   * those that are not in the new folder, or differ from the ingested ones, are reported as lost.
   *
   * @throws ModynException NOT_FOUND when there is no such dataset; INVALID_ARGUMENT when the
   *     definition cannot be used, or names a folder outside of the roots of datasets;
   *     FAILED_PRECONDITION when files were ingested that would be read differently
   */
  public synchronized void update(DatasetDefinition definition) {
    requireUsable(definition);
    Dataset dataset = get(definition.name());
    if (!dataset.definition().basePath().equals(definition.basePath())) {
      filesystems.checkClients(definition.filesystemWrapperType(), definition.basePath());
    }
    update(dataset, definition);
  }

  private void update(Dataset dataset, DatasetDefinition definition) {
    refresh(dataset);
    boolean readsAlike =
        dataset.fileWrapper().equals(definition.createFileWrapper())
            && dataset
                .definition()
                .filesystemWrapperType()
                .equals(definition.filesystemWrapperType());
    if (!readsAlike && !datasets.updateWithoutFiles(dataset.id(), definition)) {
      throw ModynException.failedPrecondition(
          "the dataset '%s' has %d files that were ingested with %s and %s %s; they cannot be read"
              + " with %s and %s %s: keep the old options, or unregister the dataset first",
          definition.name(),
          dataset.index().numberOfFiles(),
          dataset.definition().filesystemWrapperType(),
          dataset.definition().fileWrapperType(),
          dataset.definition().fileWrapperConfig(),
          definition.filesystemWrapperType(),
          definition.fileWrapperType(),
          definition.fileWrapperConfig());
    }
    if (readsAlike) {
      datasets.update(dataset.id(), definition);
    }
    log.info("Updated the dataset {}", definition.name());
    reload();
  }

  /**
   * Removes a dataset and its keys; its files are not changed.
   *
   * @return whether there was such a dataset
   */
  public boolean unregister(String name) {
    boolean unregistered = datasets.unregister(name);
    reload();
    if (unregistered) {
      log.info("Unregistered the dataset {}; its files stay", name);
    }
    return unregistered;
  }

  /** Updates all datasets from the database. */
  public synchronized void reload() {
    List<DatasetRow> rows = datasets.list();
    Map<String, Dataset> next = new HashMap<>();
    for (DatasetRow row : rows) {
      Dataset known = byName.get(row.definition().name());
      if (known != null && known.id() == row.id()) {
        next.put(
            known.name(),
            known.definition().equals(row.definition()) ? known : changed(known, row));
      } else {
        open(row, DatasetIndex.EMPTY).ifPresent(dataset -> next.put(dataset.name(), dataset));
      }
    }
    next.values().forEach(this::refresh);
    Map<String, Dataset> before = byName;
    byName = Map.copyOf(next);
    Set<Long> ids = next.values().stream().map(Dataset::id).collect(toSet());
    before.values().stream().filter(dataset -> !ids.contains(dataset.id())).forEach(this::forget);
  }

  /** Updates the dataset's index from the database. */
  public synchronized void refresh(Dataset dataset) {
    List<FileStatus> outdated = new ArrayList<>();
    long before = dataset.index().nextKey();
    dataset.change(index -> files.load(dataset.id(), index, outdated::add));
    outdated.forEach(dataset.filesystem()::forget);
    long position = dataset.index().nextKey();
    if (position > before) {
      followers.grown(dataset.id(), position);
    }
  }

  private void forget(Dataset deleted) {
    followers.removed(deleted.id(), deleted.name());
    DatasetIndex index = deleted.index();
    for (int file = 0; file < index.numberOfFiles(); file++) {
      deleted.filesystem().forget(index.file(file).status());
    }
  }

  /**
   * Returns a dataset that is being deleted, without an index; it is not part of {@link #all}.
   *
   * @throws ModynException INVALID_ARGUMENT when this server cannot use its definition
   */
  public Dataset open(DatasetRow row) {
    return new Dataset(row.id(), row.definition(), filesystems, DatasetIndex.EMPTY);
  }

  private Dataset changed(Dataset known, DatasetRow row) {
    return open(row, known.index()).orElse(known);
  }

  /** A definition that was written by a newer server may not be usable by this one. */
  private Optional<Dataset> open(DatasetRow row, DatasetIndex index) {
    try {
      return Optional.of(new Dataset(row.id(), row.definition(), filesystems, index));
    } catch (ModynException e) {
      log.error("Cannot serve the dataset {}: {}", row.definition().name(), e.getMessage(), e);
      return Optional.empty();
    }
  }

  private void requireUsable(DatasetDefinition definition) {
    definition.createFileWrapper();
    definition.openFilesystem(filesystems);
  }
}
