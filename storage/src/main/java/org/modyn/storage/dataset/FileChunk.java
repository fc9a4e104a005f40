package org.modyn.storage.dataset;

import java.util.stream.IntStream;

/**
 * Some files with consecutive keys, in two orders: by key, and by (timestamp, key), where a file's
 * place is called its rank. Files that arrived in the order of their times need no second order;
 * others cost 8 bytes a file. Immutable.
 */
final class FileChunk {
  private final FileColumns columns;
  private final int[] byTime;
  private final int[] samplesBefore;
  private final int[] samplesBeforeByTime;

  FileChunk(FileColumns columns) {
    this.columns = columns;
    this.samplesBefore = columns.starts();
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

  FileColumns columns() {
    return columns;
  }

  /** Number of files. */
  int files() {
    return columns.files();
  }

  /** Samples of all files together. */
  int samples() {
    return samplesBefore[samplesBefore.length - 1];
  }

  /** Samples of a file. */
  int samples(int file) {
    return samplesBefore[file + 1] - samplesBefore[file];
  }

  /** The file of a rank. */
  int atRank(int rank) {
    return byTime == null ? rank : byTime[rank];
  }

  /** Number of samples in the interval. */
  int count(Interval interval) {
    return samplesBeforeByTime[endRank(interval)] - samplesBeforeByTime[startRank(interval)];
  }

  /** The rank of the first file in the interval. */
  int startRank(Interval interval) {
    return lowerBound(interval.start());
  }

  /** The rank after the last file in the interval; not before {@link #startRank}. */
  int endRank(Interval interval) {
    if (interval.end() == Long.MAX_VALUE) {
      return files();
    }
    return Math.max(startRank(interval), lowerBound(interval.end() + 1));
  }

  /** The largest timestamp, seconds since 1970. */
  long newestTimestamp() {
    return columns.timestamp(atRank(files() - 1));
  }

  /** The first rank whose timestamp is at least {@code timestamp}. */
  private int lowerBound(long timestamp) {
    int low = 0;
    int high = files();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (columns.timestamp(atRank(middle)) < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
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
    // the sort is stable: files of one time stay in the order of their keys
    return IntStream.range(0, columns.files())
        .boxed()
        .sorted((a, b) -> Long.compare(columns.timestamp(a), columns.timestamp(b)))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
