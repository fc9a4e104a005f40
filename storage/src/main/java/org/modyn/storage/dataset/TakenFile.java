package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;

/**
 * A file that belongs to a dataset for good. Its samples have the keys {@code firstKey} to {@code
 * firstKey + size() - 1}, in the order in which they stand in the file.
 *
 * @param fileId grows with the order in which a dataset's files were taken
 * @param status of the file when it was taken
 * @param labels of its samples, in order
 */
public record TakenFile(long fileId, FileStatus status, long firstKey, PackedLabels labels) {
  public TakenFile {
    requireNonNull(status, "status is null");
    requireNonNull(labels, "labels is null");
  }

  /** Number of samples. */
  public int size() {
    return labels.size();
  }

  /** The key after the last one. */
  public long endKey() {
    return firstKey + labels.size();
  }

  /** Of all its samples, seconds since 1970. */
  public long timestamp() {
    return status.modifiedSeconds();
  }
}
