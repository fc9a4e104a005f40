package org.modyn.storage.dataset;

import java.util.Arrays;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.file.PackedLabelsBuilder;
import org.modyn.storage.filesystem.FileStatus;

/**
 * The metadata of files, ordered by key and stored as columns: 36 bytes per file, plus its path and
 * its labels. Immutable.
 */
final class FileColumns {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long[] fileIds;
  private final long[] firstKeys;
  private final long[] sizes;
  private final long[] modifiedNanos;
  private final int[] starts;
  private final PackedPaths paths;
  private final PackedLabels labels;

  private FileColumns(Builder builder) {
    int files = builder.files;
    this.fileIds = Arrays.copyOf(builder.fileIds, files);
    this.firstKeys = Arrays.copyOf(builder.firstKeys, files);
    this.sizes = Arrays.copyOf(builder.sizes, files);
    this.modifiedNanos = Arrays.copyOf(builder.modifiedNanos, files);
    this.starts = Arrays.copyOf(builder.starts, files + 1);
    this.paths = builder.paths.build();
    this.labels = builder.labels.build();
  }

  /** Number of files. */
  int files() {
    return fileIds.length;
  }

  /** Returns the number of samples of all files, including deleted ones. */
  int samples() {
    return starts[starts.length - 1];
  }

  long fileId(int file) {
    return fileIds[file];
  }

  long firstKey(int file) {
    return firstKeys[file];
  }

  /** The key after the last one. */
  long endKey(int file) {
    return firstKeys[file] + samples(file);
  }

  /** Returns the number of samples of a file, including deleted ones. */
  int samples(int file) {
    return starts[file + 1] - starts[file];
  }

  /**
   * Returns the number of samples before each file, followed by the total number; must not be
   * modified.
   */
  int[] starts() {
    return starts;
  }

  long label(int file, int position) {
    return labels.get(starts[file] + position);
  }

  /** Seconds since 1970. */
  long timestamp(int file) {
    return Math.floorDiv(modifiedNanos[file], NANOS_PER_SECOND);
  }

  /** Returns the size of a file, in bytes. */
  long size(int file) {
    return sizes[file];
  }

  FileStatus status(int file) {
    return new FileStatus(paths.get(file), sizes[file], modifiedNanos[file]);
  }

  PackedPaths paths() {
    return paths;
  }

  /** Returns the file that contains {@code key}, or -1. */
  int find(long key) {
    int candidate = lastStartingAt(key);
    return candidate >= 0 && key < endKey(candidate) ? candidate : -1;
  }

  /** The last file whose first key is at most {@code key}, or -1. */
  int lastStartingAt(long key) {
    int found = Arrays.binarySearch(firstKeys, key);
    return found >= 0 ? found : -found - 2;
  }

  /** Collects files. */
  static final class Builder {
    private final PackedPaths.Builder paths = new PackedPaths.Builder();
    private final PackedLabelsBuilder labels = new PackedLabelsBuilder();
    private long[] fileIds = new long[16];
    private long[] firstKeys = new long[16];
    private long[] sizes = new long[16];
    private long[] modifiedNanos = new long[16];
    private int[] starts = new int[17];
    private int files;

    int files() {
      return files;
    }

    int samples() {
      return labels.size();
    }

    void add(long fileId, FileStatus status, long firstKey, PackedLabels fileLabels) {
      add(fileId, status, firstKey, fileLabels, 0, fileLabels.size());
    }

    /** Adds a file of other columns. */
    void add(FileColumns source, int file) {
      add(
          source.fileIds[file],
          source.status(file),
          source.firstKeys[file],
          source.labels,
          source.starts[file],
          source.starts[file + 1]);
    }

    FileColumns build() {
      return new FileColumns(this);
    }

    private void add(
        long fileId, FileStatus status, long firstKey, PackedLabels source, int from, int to) {
      if (files == fileIds.length) {
        grow(2 * files);
      }
      fileIds[files] = fileId;
      firstKeys[files] = firstKey;
      sizes[files] = status.size();
      modifiedNanos[files] = status.modifiedNanos();
      paths.add(status.path());
      labels.append(source, from, to);
      files++;
      starts[files] = labels.size();
    }

    private void grow(int capacity) {
      fileIds = Arrays.copyOf(fileIds, capacity);
      firstKeys = Arrays.copyOf(firstKeys, capacity);
      sizes = Arrays.copyOf(sizes, capacity);
      modifiedNanos = Arrays.copyOf(modifiedNanos, capacity);
      starts = Arrays.copyOf(starts, capacity + 1);
    }
  }
}
