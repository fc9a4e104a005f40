package org.modyn.storage.deletion;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.modyn.storage.database.DeletionRepository.Samples;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IngestedFile;
import org.roaringbitmap.RoaringBitmap;

/**
 * The existing samples with given keys, grouped by file.
 *
 * @param count number of samples
 */
record SampleSelection(Samples samples, long count) {

  /** Returns whether there is nothing to delete. */
  boolean isEmpty() {
    return count == 0 && samples.filesToRewrite().length == 0;
  }

  /** Returns the ids of the files in which samples are deleted. */
  long[] files() {
    return LongStream.concat(
            LongStream.of(samples.wholeFiles()),
            samples.positions().keySet().stream().mapToLong(Long::longValue))
        .toArray();
  }

  /**
   * @param keys in any order; sorted in place
   * @param rewrite whether to rewrite the files of the samples, including files of samples that
   *     were deleted earlier and not removed from the file yet
   */
  static SampleSelection of(DatasetIndex index, long[] keys, boolean rewrite) {
    Arrays.sort(keys);
    LongStream.Builder wholeFiles = LongStream.builder();
    LongStream.Builder filesToRewrite = LongStream.builder();
    Map<Long, RoaringBitmap> positions = new HashMap<>();
    long count = 0;
    int next = 0;
    while (next < keys.length) {
      int fileIndex = index.find(keys[next]);
      if (fileIndex < 0) {
        next++;
        continue;
      }
      IngestedFile file = index.file(fileIndex);
      RoaringBitmap found = new RoaringBitmap();
      boolean erases = false;
      for (; next < keys.length && keys[next] < file.endKey(); next++) {
        int sample = (int) (keys[next] - file.firstKey());
        if (!file.isDeleted(sample)) {
          found.add(sample);
        }
        erases |= !file.isErased(sample);
      }
      int inFile = found.getCardinality();
      count += inFile;
      if (inFile == file.liveSamples()) {
        wholeFiles.add(file.fileId());
      } else if (inFile > 0) {
        positions.put(file.fileId(), found);
      }
      if (rewrite && erases) {
        filesToRewrite.add(file.fileId());
      }
    }
    return new SampleSelection(
        new Samples(wholeFiles.build().toArray(), positions, filesToRewrite.build().toArray()),
        count);
  }
}
