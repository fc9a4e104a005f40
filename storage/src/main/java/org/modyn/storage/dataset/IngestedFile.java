package org.modyn.storage.dataset;

import java.util.Optional;
import org.modyn.storage.filesystem.FileStatus;

/**
 * A file that belongs to a dataset. Its samples have the keys {@code firstKey} to {@code firstKey +
 * size() - 1}, in the order of the file. A view of the index, created on request.
 */
public final class IngestedFile {
  private final FileColumns columns;
  private final int file;
  private final Tombstones tombstones;

  IngestedFile(FileChunk chunk, int file) {
    this.columns = chunk.columns();
    this.file = file;
    this.tombstones = chunk.tombstones(file);
  }

  /** Grows with the order in which a dataset's files were ingested. */
  public long fileId() {
    return columns.fileId(file);
  }

  /** Returns the status of the file when it was ingested or last rewritten. */
  public FileStatus status() {
    return rewritten().map(Rewritten::status).orElseGet(() -> columns.status(file));
  }

  public long firstKey() {
    return columns.firstKey(file);
  }

  /** The key after the last one. */
  public long endKey() {
    return columns.endKey(file);
  }

  /** Returns the number of samples, including deleted ones. */
  public int size() {
    return columns.samples(file);
  }

  /** Returns the timestamp of all its samples, in seconds since 1970. */
  public long timestamp() {
    return columns.timestamp(file);
  }

  /**
   * The label of a sample.
   *
   * @param position 0 to {@code size() - 1}
   */
  public long label(int position) {
    return columns.label(file, position);
  }

  /** Size of the file now, in bytes. */
  public long sizeInBytes() {
    return rewritten().map(now -> now.status().size()).orElseGet(() -> columns.size(file));
  }

  /** Whether some of its samples are deleted. */
  public boolean hasDeletions() {
    return tombstones != null;
  }

  /** Number of samples that are not deleted; with none the file is removed, or will be soon. */
  public int liveSamples() {
    return tombstones == null ? size() : size() - tombstones.count();
  }

  /**
   * Whether a sample is deleted.
   *
   * @param position 0 to {@code size() - 1}
   */
  public boolean isDeleted(int position) {
    return tombstones != null && tombstones.isDeleted(position);
  }

  /**
   * Returns the current position of a sample that is not deleted in the file, in records. After
   * samples were removed from the file, it is less than {@code position}.
   */
  public int storedPosition(int position) {
    return tombstones == null ? position : tombstones.storedPosition(position);
  }

  /** Returns whether a deleted sample was removed from the file. */
  public boolean isErased(int position) {
    return rewritten().isPresent() && rewritten().get().erased().contains(position);
  }

  private Optional<Rewritten> rewritten() {
    return tombstones == null ? Optional.empty() : tombstones.rewritten();
  }
}
