package org.modyn.storage.dataset;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;

/** Against a list of all samples. */
final class DatasetIndexTest {
  private record Sample(long key, long timestamp, long label) {}

  /** A file to come: keys left out before it, samples, timestamp. */
  private record Plan(int gap, int size, long timestamp) {}

  @Property
  void findsTheFileOfEveryKeyAndOfNoOther(@ForAll("plans") List<Plan> plans) {
    DatasetIndex index = index(plans);
    List<Sample> samples = samples(index);
    assertThat(index.numberOfSamples()).isEqualTo(samples.size());
    List<Long> keys = samples.stream().map(Sample::key).toList();
    for (long key = -1; key < 200; key++) {
      int place = index.find(key);
      assertThat(place >= 0).isEqualTo(keys.contains(key));
      if (place >= 0) {
        assertThat(index.file(place).firstKey()).isLessThanOrEqualTo(key);
        assertThat(index.file(place).endKey()).isGreaterThan(key);
      }
    }
  }

  @Property
  void scansAnIntervalInTheOrderOfTimeAndKey(
      @ForAll("plans") List<Plan> plans,
      @ForAll @LongRange(min = -2, max = 12) long start,
      @ForAll @LongRange(min = -2, max = 12) long end,
      @ForAll @IntRange(min = 1, max = 7) int batch) {
    DatasetIndex index = index(plans);
    Interval interval = new Interval(start, end);
    List<Sample> expected =
        samples(index).stream()
            .filter(sample -> interval.contains(sample.timestamp()))
            .sorted(comparingLong(Sample::timestamp).thenComparingLong(Sample::key))
            .toList();
    assertThat(collect(index.scan(interval), batch)).isEqualTo(expected);
    assertThat(index.count(interval)).isEqualTo(expected.size());
  }

  @Property
  void sharesAreContiguousEqualAndComplete(
      @ForAll("plans") List<Plan> plans,
      @ForAll @LongRange(min = 0, max = 10) long start,
      @ForAll @IntRange(min = 1, max = 9) int workers) {
    DatasetIndex index = index(plans);
    Interval interval = Interval.since(start);
    List<Sample> expected =
        samples(index).stream().filter(sample -> interval.contains(sample.timestamp())).toList();
    List<Sample> all = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      List<Sample> share = collect(index.share(interval, worker, workers), 3);
      int equal = expected.size() / workers;
      assertThat(share).hasSize(worker < expected.size() % workers ? equal + 1 : equal);
      all.addAll(share);
    }
    assertThat(all).isEqualTo(expected);
  }

  @Property
  void growsByLaterFiles(
      @ForAll("plans") List<Plan> plans, @ForAll @IntRange(min = 0, max = 8) int cut) {
    List<TakenFile> files = files(plans);
    int first = Math.min(cut, files.size());
    DatasetIndex grown =
        DatasetIndex.EMPTY.with(files.subList(0, first)).with(files.subList(first, files.size()));
    assertThat(samples(grown)).isEqualTo(samples(index(plans)));
  }

  @Test
  void refusesKeysThatAreTaken() {
    DatasetIndex index = index(List.of(new Plan(0, 5, 1)));
    assertThatThrownBy(() -> index.with(files(List.of(new Plan(3, 1, 1)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void intervalBounds() {
    assertThat(Interval.halfOpen(5, 7)).isEqualTo(new Interval(5, 6));
    assertThat(Interval.halfOpen(5, 0)).isEqualTo(new Interval(5, -1));
    assertThat(Interval.halfOpen(5, Interval.UNSET)).isEqualTo(Interval.since(5));
    assertThat(Interval.closed(Interval.UNSET, 7)).isEqualTo(new Interval(Long.MIN_VALUE, 7));
    assertThat(Interval.halfOpen(Long.MIN_VALUE, Long.MIN_VALUE).contains(Long.MIN_VALUE))
        .isFalse();
  }

  @Provide
  Arbitrary<List<Plan>> plans() {
    Arbitrary<Integer> gaps = Arbitraries.integers().between(0, 3);
    Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 9);
    Arbitrary<Long> timestamps = Arbitraries.longs().between(0, 10);
    return Combinators.combine(gaps, sizes, timestamps).as(Plan::new).list().ofMaxSize(12);
  }

  private static DatasetIndex index(List<Plan> plans) {
    return DatasetIndex.EMPTY.with(files(plans));
  }

  private static List<TakenFile> files(List<Plan> plans) {
    List<TakenFile> files = new ArrayList<>();
    long key = 1;
    for (Plan plan : plans) {
      key += plan.gap();
      long firstKey = key;
      PackedLabels labels = PackedLabels.pack(plan.size(), i -> 1000 - firstKey - i);
      FileStatus status =
          new FileStatus("file" + files.size(), 1, plan.timestamp() * 1_000_000_000L + 5);
      files.add(new TakenFile(files.size() + 1, status, firstKey, labels));
      key += plan.size();
    }
    return files;
  }

  private static List<Sample> samples(DatasetIndex index) {
    List<Sample> samples = new ArrayList<>();
    for (int f = 0; f < index.numberOfFiles(); f++) {
      TakenFile file = index.file(f);
      for (int i = 0; i < file.size(); i++) {
        samples.add(new Sample(file.firstKey() + i, file.timestamp(), 1000 - file.firstKey() - i));
      }
    }
    return samples;
  }

  private static List<Sample> collect(SampleScan scan, int batch) {
    List<Sample> samples = new ArrayList<>();
    while (scan.hasNext()) {
      int before = samples.size();
      scan.next(batch, (key, timestamp, label) -> samples.add(new Sample(key, timestamp, label)));
      assertThat(samples.size() - before).isBetween(1, batch);
    }
    return samples;
  }
}
