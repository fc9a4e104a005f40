package org.modyn.storage.dataset;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A snapshot of all files of a dataset, as a list of {@link FileChunk}s in the order of their keys.
 * Immutable: a later index shares unchanged chunks, so the cost of adding files depends on the
 * added files, not on the existing ones.
 *
 * <p>A file takes 36 bytes, its name, and its labels. A key is found by binary search; counting the
 * samples of an interval takes one step per chunk; listing them in the order of (timestamp, key)
 * merges the chunks whose times overlap, which are few when files are ingested in the order of
 * their timestamps.
 */
public final class DatasetIndex {
  /** The key of a dataset's first sample. */
  public static final long FIRST_KEY = 1;

  /** Without files. */
  public static final DatasetIndex EMPTY = empty(ChunkLimits.DEFAULT);

  private final ChunkLimits limits;
  private final FileChunk[] chunks;
  private final long changeNumber;
  private final long nextKey;
  private final int generation;
  private final int[] filesBefore;
  private final long[] firstKeys;
  private final long numberOfSamples;
  private final long newestTimestamp;

  private DatasetIndex(
      ChunkLimits limits, FileChunk[] chunks, long changeNumber, long nextKey, int generation) {
    this.limits = limits;
    this.chunks = chunks;
    this.changeNumber = changeNumber;
    this.nextKey = nextKey;
    this.generation = generation;
    this.filesBefore = new int[chunks.length + 1];
    this.firstKeys = new long[chunks.length];
    long samples = 0;
    long newest = Long.MIN_VALUE;
    for (int i = 0; i < chunks.length; i++) {
      filesBefore[i + 1] = Math.addExact(filesBefore[i], chunks[i].files());
      firstKeys[i] = chunks[i].columns().firstKey(0);
      samples += chunks[i].samples();
      newest = Math.max(newest, chunks[i].newestTimestamp());
    }
    this.numberOfSamples = samples;
    this.newestTimestamp = newest;
  }

  /** Without files, for chunks of a certain size. */
  static DatasetIndex empty(ChunkLimits limits) {
    return new DatasetIndex(limits, new FileChunk[0], 0, FIRST_KEY, 0);
  }

  /** Adds later files. */
  public IndexAppender append() {
    return new IndexAppender(this);
  }

  /** The index with some files changed; changes of unknown files are ignored. */
  public DatasetIndex with(List<ChangedFile> changes) {
    IndexChange change = new IndexChange(this, changes);
    return new DatasetIndex(
        limits,
        change.apply().toArray(FileChunk[]::new),
        changeNumber,
        nextKey,
        change.removes() ? generation + 1 : generation);
  }

  /**
   * Returns the same files, with the state after a change of the dataset.
   *
   * @param number the number of that change
   * @param key the key of the next sample, from the dataset's row
   */
  public DatasetIndex withNumbers(long number, long key) {
    return new DatasetIndex(limits, chunks, number, Math.max(key, endKey()), generation);
  }

  /** Without the files, to read all of them again. */
  public DatasetIndex cleared() {
    return new DatasetIndex(limits, new FileChunk[0], 0, nextKey, generation + 1);
  }

  /** The last change of files that is in this index; 0 when there was none. */
  public long changeNumber() {
    return changeNumber;
  }

  /**
   * Returns the key of the next sample: keys ascend in the order in which samples are ingested, and
   * are never reused.
   */
  public long nextKey() {
    return nextKey;
  }

  public int numberOfFiles() {
    return filesBefore[chunks.length];
  }

  /** Without the deleted ones. */
  public long numberOfSamples() {
    return numberOfSamples;
  }

  /**
   * A file.
   *
   * @param index its position in the order of keys
   */
  public IngestedFile file(int index) {
    int chunk = chunkOf(index);
    return new IngestedFile(chunks[chunk], index - filesBefore[chunk]);
  }

  /** The id of the last file ingested; 0 when there is none. */
  public long lastFileId() {
    if (chunks.length == 0) {
      return 0;
    }
    FileColumns last = chunks[chunks.length - 1].columns();
    return last.fileId(last.files() - 1);
  }

  /** The largest timestamp; {@link Long#MIN_VALUE} when there are no files. */
  public long newestTimestamp() {
    return newestTimestamp;
  }

  /**
   * The index of the file that {@code key} is in, for {@link #file}; -1 when there is none. The
   * sample may be deleted.
   */
  public int find(long key) {
    int chunk = chunkNumber(key);
    int file = chunk < 0 ? -1 : chunks[chunk].columns().find(key);
    return file < 0 ? -1 : filesBefore[chunk] + file;
  }

  /** Number of samples in the interval. */
  public long count(Interval interval) {
    long samples = 0;
    for (FileChunk chunk : chunks) {
      samples += chunk.count(interval);
    }
    return samples;
  }

  /** The samples of the interval, ordered by (timestamp, key). */
  public SampleScan scan(Interval interval) {
    return scanAfter(TimePosition.before(interval.start()), interval.end());
  }

  /**
   * Returns the samples after a position, ordered by (timestamp, key). The start takes a binary
   * search per chunk, however many samples have the timestamp of the position.
   *
   * @param lastTimestamp seconds since 1970, inclusive
   */
  public SampleScan scanAfter(TimePosition position, long lastTimestamp) {
    long samples = 0;
    for (FileChunk chunk : chunks) {
      samples += chunk.countAfter(position, lastTimestamp);
    }
    FileChunk first = position.timestamp() <= lastTimestamp ? chunkOfKey(position.key()) : null;
    long passed = first == null ? 0 : first.samplesOfSplitFile(position);
    return new SampleScan(new TimeOrder(chunks, position, lastTimestamp), passed, samples - passed);
  }

  /** The samples whose key is at least {@code key}, in the order of their keys. */
  public SampleScan scanFromKey(long key) {
    int first = Math.max(0, chunkNumber(key));
    if (first == chunks.length) {
      return new SampleScan(new KeyOrder(chunks, first, 0, Interval.ALL), 0, 0);
    }
    FileChunk chunk = chunks[first];
    int file = Math.max(0, chunk.columns().lastStartingAt(key));
    long samples = chunk.samplesFrom(file);
    for (int later = first + 1; later < chunks.length; later++) {
      samples += chunks[later].samples();
    }
    int before = chunk.samplesBefore(file, Math.max(FIRST_KEY, key));
    return new SampleScan(
        new KeyOrder(chunks, first, file, Interval.ALL), before, samples - before);
  }

  /** Returns the keys below {@link #nextKey} whose samples no longer exist. */
  public KeyRanges deletedKeys() {
    KeyRanges deleted = new KeyRanges();
    long next = FIRST_KEY;
    for (FileChunk chunk : chunks) {
      for (int file = 0; file < chunk.files(); file++) {
        deleted.add(next, chunk.columns().firstKey(file));
        chunk.addDeletedKeys(file, deleted);
        next = chunk.columns().endKey(file);
      }
    }
    deleted.add(next, nextKey);
    return deleted;
  }

  /**
   * Returns one worker's share of the interval's samples: the samples are ordered by key and
   * divided into contiguous shares of equal size; if the number is not divisible, the first workers
   * have one sample more.
   *
   * @param worker 0 to {@code workers - 1}
   */
  public SampleScan share(Interval interval, int worker, int workers) {
    long total = count(interval);
    long equal = total / workers;
    long remainder = total % workers;
    long start = worker * equal + Math.min(worker, remainder);
    long size = equal + (worker < remainder ? 1 : 0);
    int chunk = 0;
    for (; chunk < chunks.length && start >= chunks[chunk].count(interval); chunk++) {
      start -= chunks[chunk].count(interval);
    }
    return new SampleScan(new KeyOrder(chunks, chunk, 0, interval), start, size);
  }

  /** Increases when the positions of files in the order of keys change. */
  int generation() {
    return generation;
  }

  /** The chunk whose file {@code key} can only be in; null when there is none. */
  FileChunk chunkOfKey(long key) {
    int chunk = chunkNumber(key);
    return chunk < 0 ? null : chunks[chunk];
  }

  ChunkLimits limits() {
    return limits;
  }

  FileChunk[] chunks() {
    return chunks;
  }

  /** The key after the last one; {@link Long#MIN_VALUE} when there are no files. */
  long endKey() {
    if (chunks.length == 0) {
      return Long.MIN_VALUE;
    }
    FileColumns last = chunks[chunks.length - 1].columns();
    return last.endKey(last.files() - 1);
  }

  DatasetIndex withChunks(Collection<FileChunk> all) {
    return new DatasetIndex(
        limits, all.toArray(FileChunk[]::new), changeNumber, nextKey, generation);
  }

  /** The {@link PackedPaths#hash} of a file's path. */
  int pathHash(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].columns().paths().hash(index - filesBefore[chunk]);
  }

  boolean hasPath(int index, byte[] path) {
    int chunk = chunkOf(index);
    return chunks[chunk].columns().paths().equals(index - filesBefore[chunk], path);
  }

  private int chunkNumber(long key) {
    int found = Arrays.binarySearch(firstKeys, key);
    return found >= 0 ? found : -found - 2;
  }

  private int chunkOf(int index) {
    int found = Arrays.binarySearch(filesBefore, index);
    return found >= 0 ? found : -found - 2;
  }
}
