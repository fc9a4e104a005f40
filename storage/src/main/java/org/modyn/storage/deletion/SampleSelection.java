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
 * The samples among some keys that are there to be deleted, by file.
 *
 * @param count number of samples
 */
record SampleSelection(Samples samples, long count) {

  /** Whether there is nothing to do. */
  boolean isEmpty() {
    return count == 0 && samples.filesToRewrite().length == 0;
  }

  /** Ids of the files that samples are deleted in. */
  long[] files() {
    return LongStream.concat(
            LongStream.of(samples.wholeFiles()),
            samples.places().keySet().stream().mapToLong(Long::longValue))
        .toArray();
  }

  /**
   * @param keys in any order; sorted in place
   * @param rewrite whether to rewrite the files that the samples are in, or were in: also deleted
   *     ones that were not cut out yet
   */
  static SampleSelection of(DatasetIndex index, long[] keys, boolean rewrite) {
    Arrays.sort(keys);
    LongStream.Builder wholeFiles = LongStream.builder();
    LongStream.Builder filesToRewrite = LongStream.builder();
    Map<Long, RoaringBitmap> places = new HashMap<>();
    long count = 0;
    int next = 0;
    while (next < keys.length) {
      int place = index.find(keys[next]);
      if (place < 0) {
        next++;
        continue;
      }
      IngestedFile file = index.file(place);
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
        places.put(file.fileId(), found);
      }
      if (rewrite && erases) {
        filesToRewrite.add(file.fileId());
      }
    }
    return new SampleSelection(
        new Samples(wholeFiles.build().toArray(), places, filesToRewrite.build().toArray()), count);
  }
}
