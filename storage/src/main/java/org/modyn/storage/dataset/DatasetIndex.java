package org.modyn.storage.dataset;

import static java.util.Comparator.comparingLong;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All files of a dataset at one moment, sorted twice: by key, to find the file of a key in a sorted
 * {@code long[]}, and by (timestamp, key), to list an interval. Immutable; about 150 bytes a file
 * plus its labels, which later snapshots share.
 */
public final class DatasetIndex {
  /** Without files. */
  public static final DatasetIndex EMPTY = new DatasetIndex(new TakenFile[0]);

  private static final Comparator<TakenFile> BY_TIME =
      comparingLong(TakenFile::timestamp).thenComparingLong(TakenFile::firstKey);

  private final TakenFile[] byKey;
  private final long[] firstKeys;
  private final TakenFile[] byTime;
  private final long[] timestamps;
  private final long numberOfSamples;

  private DatasetIndex(TakenFile[] byKey) {
    this.byKey = byKey;
    this.firstKeys = Arrays.stream(byKey).mapToLong(TakenFile::firstKey).toArray();
    this.byTime = byKey.clone();
    Arrays.sort(byTime, BY_TIME);
    this.timestamps = Arrays.stream(byTime).mapToLong(TakenFile::timestamp).toArray();
    this.numberOfSamples = Arrays.stream(byKey).mapToLong(TakenFile::size).sum();
  }

  /**
   * This index with later files.
   *
   * @param files in the order in which they were taken
   * @throws IllegalArgumentException when keys do not ascend
   */
  public DatasetIndex with(List<TakenFile> files) {
    if (files.isEmpty()) {
      return this;
    }
    TakenFile[] all = Arrays.copyOf(byKey, byKey.length + files.size());
    long end = byKey.length == 0 ? Long.MIN_VALUE : byKey[byKey.length - 1].endKey();
    for (int i = 0; i < files.size(); i++) {
      TakenFile file = files.get(i);
      if (file.firstKey() < end) {
        throw new IllegalArgumentException(
            "file %d begins with key %d, but keys up to %d are taken"
                .formatted(file.fileId(), file.firstKey(), end - 1));
      }
      end = file.endKey();
      all[byKey.length + i] = file;
    }
    return new DatasetIndex(all);
  }

  public int numberOfFiles() {
    return byKey.length;
  }

  public long numberOfSamples() {
    return numberOfSamples;
  }

  /** The files in the order of their keys. */
  public TakenFile file(int index) {
    return byKey[index];
  }

  /** The id of the last file taken; 0 when there is none. */
  public long lastFileId() {
    return byKey.length == 0 ? 0 : byKey[byKey.length - 1].fileId();
  }

  /** The largest timestamp; {@link Long#MIN_VALUE} when there are no files. */
  public long newestTimestamp() {
    return timestamps.length == 0 ? Long.MIN_VALUE : timestamps[timestamps.length - 1];
  }

  /** The index of the file that {@code key} is in, for {@link #file}; -1 when there is none. */
  public int find(long key) {
    int place = Arrays.binarySearch(firstKeys, key);
    int candidate = place >= 0 ? place : -place - 2;
    return candidate >= 0 && key < byKey[candidate].endKey() ? candidate : -1;
  }

  /** Number of samples in the interval. */
  public long count(Interval interval) {
    long samples = 0;
    for (int i = from(interval); i < to(interval); i++) {
      samples += byTime[i].size();
    }
    return samples;
  }

  /** The samples of the interval, ordered by (timestamp, key). */
  public SampleScan scan(Interval interval) {
    TakenFile[] files = Arrays.copyOfRange(byTime, from(interval), to(interval));
    return new SampleScan(files, 0, Long.MAX_VALUE);
  }

  /**
   * One worker's share of the interval's samples: they are ordered by key and cut into contiguous
   * shares of equal size; the first workers have one more when it does not come out even.
   *
   * @param worker 0 to {@code workers - 1}
   */
  public SampleScan share(Interval interval, int worker, int workers) {
    TakenFile[] files =
        Arrays.stream(byKey)
            .filter(file -> interval.contains(file.timestamp()))
            .toArray(TakenFile[]::new);
    long total = Arrays.stream(files).mapToLong(TakenFile::size).sum();
    long equal = total / workers;
    long remainder = total % workers;
    long start = worker * equal + Math.min(worker, remainder);
    return new SampleScan(files, start, equal + (worker < remainder ? 1 : 0));
  }

  private int from(Interval interval) {
    return lowerBound(interval.start());
  }

  private int to(Interval interval) {
    if (interval.end() == Long.MAX_VALUE) {
      return timestamps.length;
    }
    return Math.max(from(interval), lowerBound(interval.end() + 1));
  }

  /** The first place whose timestamp is at least {@code timestamp}. */
  private int lowerBound(long timestamp) {
    int low = 0;
    int high = timestamps.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timestamps[middle] < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
