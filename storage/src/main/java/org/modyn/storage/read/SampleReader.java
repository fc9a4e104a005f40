package org.modyn.storage.read;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.common.sample.SampleProducer;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.TakenFile;
import org.modyn.storage.file.Records;

/**
 * Answers one request for samples. The keys are sorted first: so each file is visited once, from
 * its beginning to its end. A key that was asked for twice is answered twice.
 *
 * <p>Cost: sorting, then a comparison and a copy a sample, and two system calls a file. Memory: the
 * keys.
 */
public final class SampleReader implements SampleProducer {
  private static final int MAXIMUM_NAMED_KEYS = 5;

  private final Dataset dataset;
  private final DatasetIndex index;
  private final OpenFiles openFiles;
  private final long[] keys;
  private int next;
  private TakenFile file;
  private Records records;

  private SampleReader(
      Dataset dataset, DatasetIndex index, OpenFiles openFiles, long[] sortedKeys) {
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
      // another server may have taken the files that they are in
      catalog.refresh(dataset);
      index = dataset.index();
      requireKnown(dataset, index, keys);
    }
    return new SampleReader(dataset, index, openFiles, keys);
  }

  @Override
  public boolean produce(SampleEncoder message) {
    while (next < keys.length) {
      if (file == null || keys[next] >= file.endKey()) {
        leaveFile();
        enterFile(keys[next]);
      }
      if (!appendFromFile(message)) {
        openFiles.requireUnchanged(dataset, file);
        return true;
      }
    }
    leaveFile();
    return false;
  }

  /** Appends until the file has no more of the keys; false when the message is full. */
  private boolean appendFromFile(SampleEncoder message) {
    long firstKey = file.firstKey();
    long endKey = file.endKey();
    try {
      for (; next < keys.length && keys[next] < endKey; next++) {
        int place = (int) (keys[next] - firstKey);
        if (!message.fits(records.length(place))) {
          return false;
        }
        records.append(place, keys[next], file.labels().get(place), message);
      }
      return true;
    } catch (InternalError e) {
      throw openFiles.cut(dataset, file, e);
    }
  }

  private void enterFile(long key) {
    file = index.file(index.find(key));
    records = openFiles.open(dataset, file);
  }

  private void leaveFile() {
    if (file != null) {
      openFiles.requireUnchanged(dataset, file);
      file = null;
      records = null;
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

  /** The first {@code limit} keys that are in no file. */
  private static List<Long> unknownKeys(DatasetIndex index, long[] sortedKeys, int limit) {
    List<Long> unknown = new ArrayList<>();
    int at = 0;
    while (at < sortedKeys.length && unknown.size() < limit) {
      int place = index.find(sortedKeys[at]);
      if (place < 0) {
        unknown.add(sortedKeys[at]);
        at++;
      } else {
        at = firstAtLeast(sortedKeys, at, index.file(place).endKey());
      }
    }
    return unknown;
  }

  private static int firstAtLeast(long[] sortedKeys, int from, long key) {
    int low = from;
    int high = sortedKeys.length;
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
