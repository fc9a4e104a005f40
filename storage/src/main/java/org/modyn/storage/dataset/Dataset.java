package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.modyn.common.error.ModynException;
import org.modyn.storage.file.FileWrapper;
import org.modyn.storage.filesystem.FilesystemWrapper;
import org.modyn.storage.filesystem.Filesystems;

/** A registered dataset. Its index grows; when its definition changes, the object is replaced. */
public final class Dataset {
  private final long id;
  private final DatasetDefinition definition;
  private final FileWrapper fileWrapper;
  private final FilesystemWrapper filesystem;
  private volatile DatasetIndex index;

  /**
   * @throws ModynException INVALID_ARGUMENT when the definition cannot be used
   */
  public Dataset(
      long id, DatasetDefinition definition, Filesystems filesystems, DatasetIndex index) {
    this.id = id;
    this.definition = requireNonNull(definition, "definition is null");
    this.fileWrapper = definition.createFileWrapper();
    this.filesystem = definition.openFilesystem(filesystems);
    this.index = requireNonNull(index, "index is null");
  }

  public long id() {
    return id;
  }

  public String name() {
    return definition.name();
  }

  public DatasetDefinition definition() {
    return definition;
  }

  public FileWrapper fileWrapper() {
    return fileWrapper;
  }

  public FilesystemWrapper filesystem() {
    return filesystem;
  }

  /**
   * Returns the reason why this server does not serve the dataset, and what to do; empty when it
   * does.
   */
  public Optional<String> refusal() {
    return filesystem.refusal();
  }

  /** Returns the current index of files. */
  public DatasetIndex index() {
    return index;
  }

  /** Replaces the index by the result of {@code change}; changes are serialized. */
  public synchronized void change(UnaryOperator<DatasetIndex> change) {
    index = requireNonNull(change.apply(index), "index is null");
  }
}
