package org.modyn.storage.read;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.TakenFile;
import org.modyn.storage.file.Records;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Keeps the files that were read last mapped into memory: to map a file costs as much as to read
 * some hundred records. A mapping takes address space, not memory, and no file handle; it ends when
 * it was pushed out here and nobody reads from it any more. Safe for concurrent use.
 */
public final class OpenFiles {
  private final Map<Long, Records> byFileId;

  /**
   * @param capacity files to keep mapped
   */
  public OpenFiles(int capacity) {
    this.byFileId =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Records> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * The samples of a file; to be followed by {@link #requireUnchanged} when they were read.
   *
   * @throws ModynException DATA_LOSS when the file is gone or cannot be read
   */
  Records open(Dataset dataset, TakenFile file) {
    synchronized (byFileId) {
      Records open = byFileId.get(file.fileId());
      if (open != null) {
        return open;
      }
    }
    Records opened;
    try {
      opened = dataset.fileWrapper().open(dataset.filesystem().map(file.status()));
    } catch (IOException e) {
      throw lost(dataset, file, "cannot be read (" + FileErrors.reason(e) + ")", e);
    }
    synchronized (byFileId) {
      byFileId.put(file.fileId(), opened);
    }
    return opened;
  }

  /**
   * Makes sure that what was read is what was taken.
   *
   * @throws ModynException DATA_LOSS when the file has changed or is gone
   */
  void requireUnchanged(Dataset dataset, TakenFile file) {
    FileStatus now;
    try {
      now = dataset.filesystem().status(file.status().path());
    } catch (IOException e) {
      forget(file);
      throw lost(dataset, file, "cannot be read (" + FileErrors.reason(e) + ")", e);
    }
    if (!now.equals(file.status())) {
      forget(file);
      throw changed(dataset, file, now.describe(), null);
    }
  }

  /** The file was cut while it was read. */
  ModynException cut(Dataset dataset, TakenFile file, InternalError cause) {
    forget(file);
    return changed(dataset, file, "fewer bytes", cause);
  }

  private void forget(TakenFile file) {
    synchronized (byFileId) {
      byFileId.remove(file.fileId());
    }
  }

  private static ModynException changed(
      Dataset dataset, TakenFile file, String now, Throwable cause) {
    return lost(
        dataset,
        file,
        "changed after it was taken (it had %s, now it has %s)"
            .formatted(file.status().describe(), now),
        cause);
  }

  private static ModynException lost(
      Dataset dataset, TakenFile file, String what, Throwable cause) {
    return new ModynException(
        ErrorCategory.DATA_LOSS,
        "the file %s in %s of the dataset '%s' %s: the samples with the keys %d to %d are lost until it is restored"
            .formatted(
                file.status().path(),
                dataset.filesystem().location(),
                dataset.name(),
                what,
                file.firstKey(),
                file.endKey() - 1),
        cause);
  }
}
