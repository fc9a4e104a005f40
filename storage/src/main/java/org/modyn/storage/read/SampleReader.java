package org.modyn.storage.read;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedMemory;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.common.sample.SampleProducer;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IngestedFile;
import org.modyn.storage.file.Records;
import org.modyn.storage.read.OpenFiles.OpenFile;

/**
 * Answers one request for samples. The keys are sorted first: so each file is visited once, from
 * its beginning to its end. A key that was asked for twice is answered twice.
 *
 * <p>Before samples are copied into a message, the files that it takes them from are opened and
 * told what will be read of them, so that remote ones fetch it together. A message takes its
 * samples from {@value #MAXIMUM_FILES_AT_ONCE} files at a time.
 *
 * <p>Cost: sorting, then a comparison and a copy a sample, and two system calls a file. Memory: the
 * keys, and the ranges to be read for one message.
 */
public final class SampleReader implements SampleProducer {
  private static final int MAXIMUM_NAMED_KEYS = 5;
  private static final int MAXIMUM_FILES_AT_ONCE = 256;
  private static final Duration WAIT = Duration.ofMillis(50);
  private static final int MAXIMUM_WAITS = 1200;

  private final DatasetCatalog catalog;
  private final Dataset dataset;
  private final OpenFiles openFiles;
  private final long[] keys;
  private final List<Part> parts = new ArrayList<>();
  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private DatasetIndex index;
  private IngestedFile reading;
  private int next;

  /** The keys up to before {@code to}, from where the part before ends, are all in one file. */
  private record Part(IngestedFile file, OpenFile open, int to) {}

  private SampleReader(
      DatasetCatalog catalog,
      Dataset dataset,
      DatasetIndex index,
      OpenFiles openFiles,
      long[] sortedKeys) {
    this.catalog = catalog;
    this.dataset = dataset;
    this.index = index;
    this.openFiles = openFiles;
    this.keys = sortedKeys;
  }

  /**
   * Checks the request.
   *
   * @param keys in any order; sorted in place
   * @throws ModynException NOT_FOUND when the dataset or one of the keys does not exist
   */
  public static SampleReader open(
      DatasetCatalog catalog, OpenFiles openFiles, String datasetName, long[] keys) {
    requireNonNull(keys, "keys is null");
    Dataset dataset = catalog.get(datasetName);
    Arrays.sort(keys);
    DatasetIndex index = dataset.index();
    if (!unknownKeys(index, keys, 1).isEmpty()) {
      // another server may have ingested the files that they are in
      catalog.refresh(dataset);
      index = dataset.index();
      requireKnown(dataset, index, keys);
    }
    return new SampleReader(catalog, dataset, index, openFiles, keys);
  }

  @Override
  public boolean produce(SampleEncoder message) {
    int first = next;
    while (true) {
      try {
        return fill(message);
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.DATA_LOSS || !findAgain(first)) {
          throw e;
        }
        message.reset();
        next = first;
      }
    }
  }

  /**
   * Looks where a file has gone that could not be read: its samples may have been deleted, or the
   * file rewritten without some records.
   *
   * @param from place of the keys still to be answered
   * @return whether it is worth to try again
   * @throws ModynException NOT_FOUND when one of the keys was deleted
   */
  private boolean findAgain(int from) {
    for (int i = 0; i < MAXIMUM_WAITS; i++) {
      boolean rewriting = openFiles.isBeingRewritten(reading);
      catalog.refresh(dataset);
      index = dataset.index();
      requireKnown(dataset, index, Arrays.copyOfRange(keys, from, keys.length));
      IngestedFile now = index.file(index.find(reading.firstKey()));
      if (now.sizeInBytes() != reading.sizeInBytes()) {
        return true;
      }
      if (!rewriting) {
        return false;
      }
      waitForRewrite();
    }
    return false;
  }

  private static void waitForRewrite() {
    try {
      Thread.sleep(WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while a file was rewritten", e);
    }
  }

  private boolean fill(SampleEncoder message) {
    while (next < keys.length) {
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
    int limit = next + Math.min(samples, keys.length - next);
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
        int place = file.storedPlace((int) (keys[to] - file.firstKey()));
        starts[ranges] = open.records().start(place);
        ends[ranges] = open.records().end(place);
        bytesLeft -= open.records().length(place);
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
      append(file, part.open().records(), part.to(), message);
      MappedMemory.raisePendingError();
    } catch (IOException e) {
      throw openFiles.unreadable(dataset, file, e);
    } catch (InternalError e) {
      throw openFiles.cut(dataset, file, e);
    }
  }

  private void append(IngestedFile file, Records records, int to, SampleEncoder message)
      throws IOException {
    for (; next < to; next++) {
      int place = (int) (keys[next] - file.firstKey());
      int stored = file.storedPlace(place);
      if (!message.fits(records.length(stored))) {
        return;
      }
      records.append(stored, keys[next], file.label(place), message);
    }
  }

  private static void requireKnown(Dataset dataset, DatasetIndex index, long[] keys) {
    List<Long> unknown = unknownKeys(index, keys, MAXIMUM_NAMED_KEYS + 1);
    if (unknown.isEmpty()) {
      return;
    }
    boolean more = unknown.size() > MAXIMUM_NAMED_KEYS;
    List<String> named = unknown.stream().limit(MAXIMUM_NAMED_KEYS).map(String::valueOf).toList();
    throw ModynException.notFound(
        "the dataset '%s' has no samples with the keys %s%s",
        dataset.name(), String.join(", ", named), more ? " and more" : "");
  }

  /** The first {@code limit} keys that are in no file, or of deleted samples. */
  private static List<Long> unknownKeys(DatasetIndex index, long[] sortedKeys, int limit) {
    List<Long> unknown = new ArrayList<>();
    int at = 0;
    while (at < sortedKeys.length && unknown.size() < limit) {
      int place = index.find(sortedKeys[at]);
      if (place < 0) {
        unknown.add(sortedKeys[at]);
        at++;
      } else {
        IngestedFile file = index.file(place);
        int end = firstAtLeast(sortedKeys, at, sortedKeys.length, file.endKey());
        for (; at < end && file.hasDeletions() && unknown.size() < limit; at++) {
          if (file.isDeleted((int) (sortedKeys[at] - file.firstKey()))) {
            unknown.add(sortedKeys[at]);
          }
        }
        at = end;
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
