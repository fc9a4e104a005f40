package org.modyn.storage.read;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedMemory;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.common.sample.SampleProducer;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IngestedFile;
import org.modyn.storage.file.Records;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.read.OpenFiles.OpenFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request for samples. The keys are sorted first, so each file is read once, in
 * sequential order. A key that was requested twice is returned twice.
 *
 * <p>Before samples are copied into a message, their files are opened and prefetch the ranges to be
 * read, so that remote files are fetched in parallel. At most {@value #MAXIMUM_FILES_AT_ONCE} files
 * are prefetched at a time.
 *
 * <p>Cost: sorting, a comparison and a copy per sample, and two system calls per file. Memory: the
 * keys, and the ranges to be read for one message.
 */
public final class SampleReader implements SampleProducer {
  private static final int MAXIMUM_NAMED_KEYS = 5;

  /** The maximum number of keys of each kind in a message; they take at most 200 KB. */
  private static final int MAXIMUM_SKIPPED_KEYS = 10_000;

  private static final int MAXIMUM_FILES_AT_ONCE = 256;

  /** Samples that are loaded together: the first 256 bytes of each fit into the fastest cache. */
  private static final int SAMPLES_LOADED_AHEAD = 64;

  /**
   * Reads of a message that fail although the file is the ingested one; its disk may be failing.
   */
  private static final int MAXIMUM_REOPENED = 3;

  private static final Duration WAIT = Duration.ofMillis(50);
  private static final int MAXIMUM_WAITS = 1200;
  private static final Logger log = LoggerFactory.getLogger(SampleReader.class);

  private final DatasetCatalog catalog;
  private final Dataset dataset;
  private final OpenFiles openFiles;
  private final SampleReadPolicy policy;
  private final long[] keys;
  private final SkippedKeys deleted = new SkippedKeys();
  private final SkippedKeys unreadable = new SkippedKeys();
  private final List<Part> parts = new ArrayList<>();
  private long[] starts = new long[SAMPLES_LOADED_AHEAD];
  private long[] ends = new long[SAMPLES_LOADED_AHEAD];
  private DatasetIndex index;
  private IngestedFile reading;
  private int next;

  /** Never read; see {@link FileContent#load}. */
  private int loaded;

  /** The number of keys that are not skipped. */
  private int end;

  /** The keys up to before {@code to}, from where the part before ends, are all in one file. */
  private record Part(IngestedFile file, OpenFile open, int to) {}

  private SampleReader(
      DatasetCatalog catalog,
      Dataset dataset,
      DatasetIndex index,
      OpenFiles openFiles,
      long[] sortedKeys,
      SampleReadPolicy policy) {
    this.catalog = catalog;
    this.dataset = dataset;
    this.index = index;
    this.openFiles = openFiles;
    this.keys = sortedKeys;
    this.end = sortedKeys.length;
    this.policy = policy;
  }

  /**
   * Checks the request.
   *
   * @param keys in any order; sorted in place, and changed while samples are read
   * @param policy which unreadable samples are skipped
   * @throws ModynException NOT_FOUND when the dataset or one of the keys does not exist;
   *     FAILED_PRECONDITION when this server does not serve the dataset
   */
  public static SampleReader open(
      DatasetCatalog catalog,
      OpenFiles openFiles,
      String datasetName,
      long[] keys,
      SampleReadPolicy policy) {
    requireNonNull(keys, "keys is null");
    requireNonNull(policy, "policy is null");
    Dataset dataset = catalog.getServed(datasetName);
    Arrays.sort(keys);
    SampleReader reader =
        new SampleReader(catalog, dataset, dataset.index(), openFiles, keys, policy);
    if (!reader.unknownKeys(1).isEmpty()) {
      // another server may have ingested their files
      catalog.refresh(dataset);
      reader.index = dataset.index();
      reader.skipDeletedAndRequireOthers();
    }
    return reader;
  }

  @Override
  public boolean produce(SampleEncoder message) {
    int first = next;
    int reopened = 0;
    while (true) {
      try {
        long[] deletedNow = deleted.next(MAXIMUM_SKIPPED_KEYS);
        long[] unreadableNow = unreadable.next(MAXIMUM_SKIPPED_KEYS);
        message.skip(deletedNow, unreadableNow);
        boolean more = fill(message);
        deleted.sent(deletedNow.length);
        unreadable.sent(unreadableNow.length);
        return more || deleted.hasNext() || unreadable.hasNext();
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.DATA_LOSS) {
          throw e;
        }
        message.reset();
        next = first;
        if (findAgain()) {
          continue;
        }
        if (reopened < MAXIMUM_REOPENED && openFiles.isRestored(dataset, reading)) {
          reopened++;
        } else if (!skipUnreadable(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Determines why a file could not be read: its samples may have been deleted, or the file
   * rewritten without some records.
   *
   * @return whether to try again
   * @throws ModynException NOT_FOUND when one of the keys was deleted and deleted keys are not
   *     skipped
   */
  private boolean findAgain() {
    for (int i = 0; i < MAXIMUM_WAITS; i++) {
      boolean rewriting = openFiles.isBeingRewritten(reading);
      catalog.refresh(dataset);
      index = dataset.index();
      int endBefore = end;
      skipDeletedAndRequireOthers();
      if (end < endBefore
          || index.file(index.find(reading.firstKey())).sizeInBytes() != reading.sizeInBytes()) {
        return true;
      }
      if (!rewriting) {
        return false;
      }
      Interruptible.sleep(WAIT, "a file is being rewritten");
    }
    return false;
  }

  /** Skips the keys of the file that could not be read, if the policy allows it. */
  private boolean skipUnreadable(ModynException reason) {
    int from = firstAtLeast(keys, next, end, reading.firstKey());
    int to = firstAtLeast(keys, next, end, reading.endKey());
    if (!policy.skipUnreadable() || from == to) {
      return false;
    }
    log.warn("{}; {} samples of a request are skipped", reason.getMessage(), to - from);
    for (int i = from; i < to; i++) {
      unreadable.add(keys[i]);
    }
    System.arraycopy(keys, to, keys, from, end - to);
    end -= to - from;
    return true;
  }

  private boolean fill(SampleEncoder message) {
    while (next < end) {
      plan(message.remainingSamples(), message.remainingBytes());
      for (Part part : parts) {
        reading = part.file();
        append(part, message);
        openFiles.requireUnchanged(dataset, part.file(), part.open());
        if (next < part.to()) {
          return true;
        }
      }
      if (parts.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Opens the files that the next samples are in, and says what will be read of them: samples that
   * about fill a message with room for so many samples and bytes.
   */
  private void plan(int samples, int bytes) {
    parts.clear();
    int from = next;
    int limit = next + Math.min(samples, end - next);
    long bytesLeft = bytes;
    while (from < limit && bytesLeft > 0 && parts.size() < MAXIMUM_FILES_AT_ONCE) {
      IngestedFile file = index.file(index.find(keys[from]));
      reading = file;
      OpenFile open = openFiles.open(dataset, file);
      int inFile = firstAtLeast(keys, from, limit, file.endKey());
      reserveRanges(inFile - from);
      int to = from;
      int ranges = 0;
      for (; to < inFile && bytesLeft > 0; to++) {
        int position = file.storedPosition((int) (keys[to] - file.firstKey()));
        starts[ranges] = open.records().start(position);
        ends[ranges] = open.records().end(position);
        bytesLeft -= open.records().length(position);
        ranges++;
      }
      int ahead = prefetch(file, open, ranges);
      if (ahead == 0 && !parts.isEmpty()) {
        return;
      }
      parts.add(new Part(file, open, from + Math.max(1, ahead)));
      if (ahead < ranges) {
        return;
      }
      from = to;
    }
  }

  private int prefetch(IngestedFile file, OpenFile open, int ranges) {
    try {
      return open.content().prefetch(starts, ends, ranges);
    } catch (IOException e) {
      throw openFiles.unreadable(dataset, file, e);
    }
  }

  private void reserveRanges(int ranges) {
    if (starts.length < ranges) {
      starts = new long[Math.max(ranges, 2 * starts.length)];
      ends = new long[starts.length];
    }
  }

  /** Appends the samples of a part, up to the first one that does not fit. */
  private void append(Part part, SampleEncoder message) {
    IngestedFile file = part.file();
    try {
      append(file, part.open(), part.to(), message);
      MappedMemory.raisePendingError();
    } catch (IOException e) {
      throw openFiles.unreadable(dataset, file, e);
    } catch (InternalError e) {
      throw openFiles.cut(dataset, file, e);
    }
  }

  private void append(IngestedFile file, OpenFile open, int to, SampleEncoder message)
      throws IOException {
    while (next < to) {
      int blockEnd = Math.min(to, next + SAMPLES_LOADED_AHEAD);
      load(file, open, blockEnd);
      if (!appendBlock(file, open.records(), blockEnd, message)) {
        return;
      }
    }
  }

  private void load(IngestedFile file, OpenFile open, int blockEnd) {
    int count = blockEnd - next;
    for (int i = 0; i < count; i++) {
      int stored = file.storedPosition((int) (keys[next + i] - file.firstKey()));
      starts[i] = open.records().start(stored);
      ends[i] = open.records().end(stored);
    }
    loaded += open.content().load(starts, ends, count);
  }

  /** Returns false if the message has no space for the next sample. */
  private boolean appendBlock(
      IngestedFile file, Records records, int blockEnd, SampleEncoder message) throws IOException {
    for (; next < blockEnd; next++) {
      int position = (int) (keys[next] - file.firstKey());
      int stored = file.storedPosition(position);
      if (!message.fits(records.length(stored))) {
        return false;
      }
      records.append(stored, keys[next], file.label(position), message);
    }
    return true;
  }

  /**
   * Skips the deleted ones among the remaining keys, if the policy allows it.
   *
   * @throws ModynException NOT_FOUND when others do not exist
   */
  private void skipDeletedAndRequireOthers() {
    List<Long> unknown = unknownKeys(MAXIMUM_NAMED_KEYS + 1);
    if (unknown.isEmpty()) {
      return;
    }
    if (policy.skipDeleted()
        && keys[next] >= DatasetIndex.FIRST_KEY
        && keys[end - 1] < index.nextKey()) {
      skipDeleted();
      return;
    }
    boolean more = unknown.size() > MAXIMUM_NAMED_KEYS;
    List<String> named = unknown.stream().limit(MAXIMUM_NAMED_KEYS).map(String::valueOf).toList();
    throw ModynException.notFound(
        "the dataset '%s' has no samples with the keys %s%s",
        dataset.name(), String.join(", ", named), more ? " and more" : "");
  }

  private void skipDeleted() {
    int kept = next;
    for (int i = next; i < end; i++) {
      if (isDeleted(keys[i])) {
        deleted.add(keys[i]);
      } else {
        keys[kept++] = keys[i];
      }
    }
    end = kept;
  }

  private boolean isDeleted(long key) {
    int fileIndex = index.find(key);
    if (fileIndex < 0) {
      return true;
    }
    IngestedFile file = index.file(fileIndex);
    return file.isDeleted((int) (key - file.firstKey()));
  }

  /**
   * The first {@code limit} of the keys that are still to be answered and are in no file, or of
   * deleted samples.
   */
  private List<Long> unknownKeys(int limit) {
    List<Long> unknown = new ArrayList<>();
    int at = next;
    while (at < end && unknown.size() < limit) {
      int fileIndex = index.find(keys[at]);
      if (fileIndex < 0) {
        unknown.add(keys[at]);
        at++;
      } else {
        IngestedFile file = index.file(fileIndex);
        int fileEnd = firstAtLeast(keys, at, end, file.endKey());
        for (; at < fileEnd && file.hasDeletions() && unknown.size() < limit; at++) {
          if (file.isDeleted((int) (keys[at] - file.firstKey()))) {
            unknown.add(keys[at]);
          }
        }
        at = fileEnd;
      }
    }
    return unknown;
  }

  private static int firstAtLeast(long[] sortedKeys, int from, int to, long key) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sortedKeys[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
