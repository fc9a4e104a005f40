package org.modyn.storage.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;

/**
 * A chunk of files with consecutive keys, in two orders: by key, and by (timestamp, key); the
 * position in the second order is the rank. Files that were ingested in the order of their
 * timestamps need no second order; otherwise it takes 8 bytes per file. Deleted samples are stored
 * as tombstones separate from the columns, only for files that have any. Immutable.
 */
final class FileChunk {
  private final FileColumns columns;
  private final int[] filesWithTombstones;
  private final Tombstones[] tombstones;
  private final int[] byTime;
  private final int[] samplesBefore;
  private final int[] samplesBeforeByTime;

  private FileChunk(FileColumns columns, int[] filesWithTombstones, Tombstones[] tombstones) {
    this.columns = columns;
    this.filesWithTombstones = filesWithTombstones;
    this.tombstones = tombstones;
    this.samplesBefore = samplesBefore(columns, filesWithTombstones, tombstones);
    if (isInTimeOrder(columns)) {
      this.byTime = null;
      this.samplesBeforeByTime = samplesBefore;
    } else {
      this.byTime = sortByTime(columns);
      this.samplesBeforeByTime = new int[byTime.length + 1];
      for (int rank = 0; rank < byTime.length; rank++) {
        samplesBeforeByTime[rank + 1] = samplesBeforeByTime[rank] + samples(byTime[rank]);
      }
    }
  }

  /** Returns a chunk of the same files, some with other deleted samples. */
  FileChunk with(Map<Integer, Tombstones> changed) {
    SortedMap<Integer, Tombstones> all = new TreeMap<>(changed);
    for (int i = 0; i < filesWithTombstones.length; i++) {
      all.putIfAbsent(filesWithTombstones[i], tombstones[i]);
    }
    return new FileChunk(
        columns,
        all.keySet().stream().mapToInt(Integer::intValue).toArray(),
        all.values().toArray(Tombstones[]::new));
  }

  FileColumns columns() {
    return columns;
  }

  /** Number of files. */
  int files() {
    return columns.files();
  }

  /** Returns the number of samples of all files, without the deleted ones. */
  int samples() {
    return samplesBefore[samplesBefore.length - 1];
  }

  /** Returns the number of samples from a file on, in the order of keys, without deleted ones. */
  int samplesFrom(int file) {
    return samples() - samplesBefore[file];
  }

  /** Returns the number of a file's samples with a smaller key, without the deleted ones. */
  int samplesBefore(int file, long key) {
    int offset = (int) Math.clamp(key - columns.firstKey(file), 0, columns.samples(file));
    Tombstones deleted = tombstones(file);
    return offset - (deleted == null ? 0 : deleted.countBefore(offset));
  }

  /**
   * Returns the number of samples before a position, without the deleted ones, in the file that has
   * samples on both sides of it; 0 when there is no such file.
   */
  int samplesOfSplitFile(TimePosition position) {
    int file = columns.find(position.key());
    return file >= 0 && columns.timestamp(file) == position.timestamp() && !isPassed(file, position)
        ? samplesBefore(file, position.key() + 1)
        : 0;
  }

  /** Adds the keys of a file's deleted samples. */
  void addDeletedKeys(int file, KeyRanges target) {
    Tombstones deleted = tombstones(file);
    if (deleted == null) {
      return;
    }
    long firstKey = columns.firstKey(file);
    int size = columns.samples(file);
    int start = deleted.nextDeleted(0, size);
    while (start < size) {
      int end = Math.min(size, deleted.nextLive(start));
      target.add(firstKey + start, firstKey + end);
      start = deleted.nextDeleted(end, size);
    }
  }

  /** Returns the number of samples of a file, without the deleted ones. */
  int samples(int file) {
    return samplesBefore[file + 1] - samplesBefore[file];
  }

  /** The deleted samples of a file; null when there are none. */
  Tombstones tombstones(int file) {
    if (filesWithTombstones.length == 0) {
      return null;
    }
    int found = Arrays.binarySearch(filesWithTombstones, file);
    return found < 0 ? null : tombstones[found];
  }

  /** The file of a rank. */
  int atRank(int rank) {
    return byTime == null ? rank : byTime[rank];
  }

  /** Number of samples in the interval. */
  int count(Interval interval) {
    return countAfter(TimePosition.before(interval.start()), interval.end());
  }

  /**
   * Returns the number of samples of all files that have samples after a position, without the
   * deleted ones.
   *
   * @param lastTimestamp seconds since 1970, inclusive
   */
  int countAfter(TimePosition position, long lastTimestamp) {
    int start = rankAfter(position);
    int end = Math.max(start, rankBehind(lastTimestamp));
    return samplesBeforeByTime[end] - samplesBeforeByTime[start];
  }

  /** Returns the first rank whose file has samples after a position. */
  int rankAfter(TimePosition position) {
    int low = 0;
    int high = files();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isPassed(atRank(middle), position)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the rank after the last file with at most this timestamp. */
  int rankBehind(long timestamp) {
    return rankAfter(new TimePosition(timestamp, Long.MAX_VALUE));
  }

  private boolean isPassed(int file, TimePosition position) {
    long timestamp = columns.timestamp(file);
    return timestamp < position.timestamp()
        || (timestamp == position.timestamp() && columns.endKey(file) - 1 <= position.key());
  }

  /** The largest timestamp, seconds since 1970. */
  long newestTimestamp() {
    return columns.timestamp(atRank(files() - 1));
  }

  private static int[] samplesBefore(
      FileColumns columns, int[] filesWithTombstones, Tombstones[] tombstones) {
    if (filesWithTombstones.length == 0) {
      return columns.starts();
    }
    int[] before = columns.starts().clone();
    int deleted = 0;
    int next = 0;
    for (int file = 0; file < columns.files(); file++) {
      before[file] -= deleted;
      if (next < filesWithTombstones.length && filesWithTombstones[next] == file) {
        deleted += tombstones[next].count();
        next++;
      }
    }
    before[columns.files()] -= deleted;
    return before;
  }

  private static boolean isInTimeOrder(FileColumns columns) {
    for (int file = 1; file < columns.files(); file++) {
      if (columns.timestamp(file) < columns.timestamp(file - 1)) {
        return false;
      }
    }
    return true;
  }

  private static int[] sortByTime(FileColumns columns) {
    // the sort is stable: files with equal timestamps remain ordered by key
    return IntStream.range(0, columns.files())
        .boxed()
        .sorted((a, b) -> Long.compare(columns.timestamp(a), columns.timestamp(b)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Collects files. */
  static final class Builder {
    private final FileColumns.Builder columns = new FileColumns.Builder();
    private final List<Integer> filesWithTombstones = new ArrayList<>();
    private final List<Tombstones> tombstones = new ArrayList<>();

    int files() {
      return columns.files();
    }

    /** Returns the number of samples so far, including deleted ones. */
    int samples() {
      return columns.samples();
    }

    void add(
        long fileId,
        FileStatus status,
        long firstKey,
        PackedLabels labels,
        Optional<Tombstones> deleted) {
      deleted.ifPresent(this::addTombstones);
      columns.add(fileId, status, firstKey, labels);
    }

    /** Adds a file of another chunk. */
    void add(FileChunk source, int file) {
      Tombstones deleted = source.tombstones(file);
      if (deleted != null) {
        addTombstones(deleted);
      }
      columns.add(source.columns, file);
    }

    /** Adds a file of another chunk with other labels. */
    void add(FileChunk source, int file, PackedLabels labels) {
      FileColumns from = source.columns;
      add(
          from.fileId(file),
          from.status(file),
          from.firstKey(file),
          labels,
          Optional.ofNullable(source.tombstones(file)));
    }

    FileChunk build() {
      return new FileChunk(
          columns.build(),
          filesWithTombstones.stream().mapToInt(Integer::intValue).toArray(),
          tombstones.toArray(Tombstones[]::new));
    }

    private void addTombstones(Tombstones deleted) {
      filesWithTombstones.add(columns.files());
      tombstones.add(deleted);
    }
  }
}
