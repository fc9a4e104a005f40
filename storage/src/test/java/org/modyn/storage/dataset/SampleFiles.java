package org.modyn.storage.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;
import org.roaringbitmap.RoaringBitmap;

/** Random files of an index with small chunks, and their samples as a list. */
final class SampleFiles {
  static final DatasetIndex SMALL_CHUNKS = DatasetIndex.empty(new ChunkLimits(4, 20));

  private SampleFiles() {}

  record Sample(long key, long timestamp, long label) {}

  /** A file to come: keys left out before it, samples, timestamp, whose places are deleted. */
  record Plan(int gap, int size, long timestamp, int deleted) {
    Plan(int gap, int size, long timestamp) {
      this(gap, size, timestamp, 0);
    }
  }

  static Arbitrary<List<Plan>> plans() {
    Arbitrary<Integer> gaps = Arbitraries.integers().between(0, 3);
    Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 9);
    Arbitrary<Long> timestamps = Arbitraries.longs().between(0, 10);
    // a bit a place; half of the files have all their samples
    Arbitrary<Integer> deleted =
        Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 0x1FF));
    return Combinators.combine(gaps, sizes, timestamps, deleted)
        .as((gap, size, timestamp, bits) -> new Plan(gap, size, timestamp, bits))
        .list()
        .ofMaxSize(25);
  }

  /** Built in batches of one file, then two, then three and so on. */
  static DatasetIndex index(List<Plan> plans) {
    DatasetIndex index = SMALL_CHUNKS;
    int from = 0;
    for (int size = 1; from < plans.size(); size++) {
      int to = Math.min(plans.size(), from + size);
      index = append(index, plans.subList(from, to));
      from = to;
    }
    return index;
  }

  static DatasetIndex append(DatasetIndex index, List<Plan> plans) {
    IndexAppender appender = index.append();
    int file = index.numberOfFiles();
    long key = Math.max(index.nextKey(), index.endKey());
    for (Plan plan : plans) {
      key += plan.gap();
      long firstKey = key;
      PackedLabels labels = PackedLabels.pack(plan.size(), i -> label(firstKey + i));
      FileStatus status = new FileStatus(path(file), 1, plan.timestamp() * 1_000_000_000L + 5);
      file++;
      appender.add(file, status, firstKey, labels, tombstones(plan));
      key += plan.size();
    }
    return appender.finish();
  }

  /** Some need a byte, some two, some eight. */
  static long label(long key) {
    return key % 11 == 0 ? key << 40 : key % 3 == 0 ? -300 * key : key;
  }

  static Optional<Tombstones> tombstones(Plan plan) {
    RoaringBitmap deleted = new RoaringBitmap();
    IntStream.range(0, plan.size())
        .filter(place -> (plan.deleted() >> place & 1) == 1)
        .forEach(deleted::add);
    return deleted.isEmpty() ? Optional.empty() : Optional.of(new Tombstones(deleted));
  }

  static String path(int file) {
    return (file % 3 == 0 ? "" : "folder" + file % 5 + "/") + "däta-" + file;
  }

  static List<Sample> samples(DatasetIndex index) {
    List<Sample> samples = new ArrayList<>();
    for (int f = 0; f < index.numberOfFiles(); f++) {
      IngestedFile file = index.file(f);
      for (int i = 0; i < file.size(); i++) {
        if (file.isDeleted(i)) {
          continue;
        }
        assertThat(file.label(i)).isEqualTo(label(file.firstKey() + i));
        samples.add(new Sample(file.firstKey() + i, file.timestamp(), label(file.firstKey() + i)));
      }
    }
    return samples;
  }

  static List<Sample> collect(SampleScan scan, int batch) {
    List<Sample> samples = new ArrayList<>();
    while (scan.hasNext()) {
      int before = samples.size();
      scan.next(batch, (key, timestamp, label) -> samples.add(new Sample(key, timestamp, label)));
      assertThat(samples.size() - before).isBetween(1, batch);
    }
    return samples;
  }
}
