package org.modyn.storage.deletion;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.modyn.storage.database.DeletionRepository.Samples;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.TakenFile;
import org.roaringbitmap.RoaringBitmap;

/**
 * The samples among some keys that are there to be deleted, by file.
 *
 * @param count number of samples
 */
record SampleSelection(Samples samples, long count) {

  /**
   * @param keys in any order; sorted in place
   */
  static SampleSelection of(DatasetIndex index, long[] keys) {
    Arrays.sort(keys);
    LongStream.Builder wholeFiles = LongStream.builder();
    Map<Long, RoaringBitmap> places = new HashMap<>();
    long count = 0;
    int next = 0;
    while (next < keys.length) {
      int place = index.find(keys[next]);
      if (place < 0) {
        next++;
        continue;
      }
      TakenFile file = index.file(place);
      RoaringBitmap found = new RoaringBitmap();
      for (; next < keys.length && keys[next] < file.endKey(); next++) {
        int sample = (int) (keys[next] - file.firstKey());
        if (!file.isDeleted(sample)) {
          found.add(sample);
        }
      }
      int inFile = found.getCardinality();
      count += inFile;
      if (inFile == file.liveSamples()) {
        wholeFiles.add(file.fileId());
      } else if (inFile > 0) {
        places.put(file.fileId(), found);
      }
    }
    return new SampleSelection(new Samples(wholeFiles.build().toArray(), places), count);
  }
}
