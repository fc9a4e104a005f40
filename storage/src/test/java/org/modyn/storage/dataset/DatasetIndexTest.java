package org.modyn.storage.dataset;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modyn.storage.dataset.SampleFiles.SMALL_CHUNKS;
import static org.modyn.storage.dataset.SampleFiles.append;
import static org.modyn.storage.dataset.SampleFiles.collect;
import static org.modyn.storage.dataset.SampleFiles.index;
import static org.modyn.storage.dataset.SampleFiles.label;
import static org.modyn.storage.dataset.SampleFiles.path;
import static org.modyn.storage.dataset.SampleFiles.samples;
import static org.modyn.storage.dataset.SampleFiles.tombstones;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.storage.dataset.SampleFiles.Plan;
import org.modyn.storage.dataset.SampleFiles.Sample;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;

/** Against a list of all samples. */
final class DatasetIndexTest {
  @Property
  void findsTheFileOfEveryKeyAndOfNoOther(@ForAll("plans") List<Plan> plans) {
    DatasetIndex index = index(plans);
    List<Sample> samples = samples(index);
    assertThat(index.numberOfSamples()).isEqualTo(samples.size());
    List<Long> keys = samples.stream().map(Sample::key).toList();
    for (long key = -1; key < 320; key++) {
      int fileIndex = index.find(key);
      assertThat(
              fileIndex >= 0 && !index.file(fileIndex).isDeleted(position(index, fileIndex, key)))
          .isEqualTo(keys.contains(key));
      if (fileIndex >= 0) {
        assertThat(index.file(fileIndex).firstKey()).isLessThanOrEqualTo(key);
        assertThat(index.file(fileIndex).endKey()).isGreaterThan(key);
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
  void anIndexThatWasExtendedStaysAsItWas(@ForAll("plans") List<Plan> plans) {
    List<Plan> first = plans.subList(0, plans.size() / 2);
    DatasetIndex before = index(first);
    List<Sample> samples = samples(before);
    append(before, plans.subList(plans.size() / 2, plans.size()));
    assertThat(samples(before)).isEqualTo(samples);
    assertThat(collect(before.scan(Interval.since(0)), 5)).hasSize(samples.size());
  }

  @Property
  void findsEveryPathAndNoOther(@ForAll("plans") List<Plan> plans) {
    PathLookup lookup = new PathLookup();
    DatasetIndex index = SMALL_CHUNKS;
    for (Plan plan : plans) {
      index = append(index, List.of(plan));
      lookup.follow(index);
    }
    for (int i = 0; i < index.numberOfFiles(); i++) {
      assertThat(index.file(i).status().path()).isEqualTo(path(i));
      assertThat(lookup.find(path(i))).isEqualTo(i);
    }
    assertThat(lookup.find(path(index.numberOfFiles()))).isEqualTo(-1);
    assertThat(lookup.find("file0")).isEqualTo(-1);
    assertThat(lookup.find("")).isEqualTo(-1);
  }

  /** Deletes and removes some files after they were added; bits 0x200 and 0x400 say which. */
  @Property
  void changesWhatIsThere(
      @ForAll("plans") List<Plan> plans,
      @ForAll @Size(25) List<@IntRange(min = 0, max = 0x7FF) Integer> bits,
      @ForAll @IntRange(min = 1, max = 4) int workers) {
    DatasetIndex index = index(plans);
    List<ChangedFile> changes =
        new ArrayList<>(List.of(new ChangedFile(9999, Optional.empty(), Optional.empty())));
    Set<Long> gone = new HashSet<>();
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < index.numberOfFiles(); i++) {
      IngestedFile file = index.file(i);
      boolean removes = (bits.get(i) & 0x600) == 0x200;
      Optional<Tombstones> deleted = tombstones(new Plan(0, file.size(), 0, bits.get(i)));
      if (removes || ((bits.get(i) & 0x600) == 0x400 && deleted.isPresent())) {
        changes.add(
            new ChangedFile(
                file.firstKey(), removes ? Optional.empty() : deleted, newLabels(file, deleted)));
        for (int position = 0; position < file.size(); position++) {
          if (removes || deleted.get().isDeleted(position)) {
            gone.add(file.firstKey() + position);
          }
        }
      }
      if (!removes) {
        paths.add(file.status().path());
      }
    }
    PathLookup lookup = new PathLookup();
    lookup.follow(index);
    DatasetIndex changed = index.with(changes);
    lookup.follow(changed);
    assertThat(paths)
        .allSatisfy(
            path -> assertThat(changed.file(lookup.find(path)).status().path()).isEqualTo(path));
    assertThat(changed.numberOfFiles()).isEqualTo(paths.size());
    List<Sample> samples = samples(changed);
    assertThat(samples).noneMatch(sample -> gone.contains(sample.key()));
    assertThat(changed.numberOfSamples()).isEqualTo(samples.size());
    DatasetIndex numbered = changed.withNumbers(1, index.endKey() + 3);
    assertThat(numbered.nextKey()).isEqualTo(index.endKey() + 3);
    for (long key = -1; key <= index.endKey(); key++) {
      long from = key;
      assertThat(collect(numbered.scanFromKey(key), 3))
          .isEqualTo(samples.stream().filter(sample -> sample.key() >= from).toList());
    }
    assertThat(keys(numbered.deletedKeys()))
        .isEqualTo(
            LongStream.range(1, numbered.nextKey())
                .filter(key -> samples.stream().noneMatch(sample -> sample.key() == key))
                .boxed()
                .toList());
    Interval interval = new Interval(2, 7);
    List<Sample> inside =
        samples.stream().filter(sample -> interval.contains(sample.timestamp())).toList();
    assertThat(changed.count(interval)).isEqualTo(inside.size());
    assertThat(collect(changed.scan(interval), 3))
        .isEqualTo(
            inside.stream()
                .sorted(comparingLong(Sample::timestamp).thenComparingLong(Sample::key))
                .toList());
    List<Sample> shared = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      shared.addAll(collect(changed.share(interval, worker, workers), 4));
    }
    assertThat(shared).isEqualTo(inside);
  }

  private static List<Long> keys(KeyRanges ranges) {
    List<Long> keys = new ArrayList<>();
    for (int range = 0; range < ranges.size(); range++) {
      assertThat(range == 0 || ranges.firstKey(range) > ranges.lastKey(range - 1) + 1).isTrue();
      LongStream.rangeClosed(ranges.firstKey(range), ranges.lastKey(range)).forEach(keys::add);
    }
    return keys;
  }

  @Test
  void manySmallBatchesMakeFewChunks() {
    DatasetIndex index = DatasetIndex.EMPTY;
    PathLookup lookup = new PathLookup();
    for (int i = 0; i < 10_000; i++) {
      index = append(index, List.of(new Plan(0, 1, i % 7)));
      lookup.follow(index);
    }
    assertThat(index.chunks().length).isLessThan(20);
    assertThat(index.numberOfFiles()).isEqualTo(10_000);
    assertThat(index.count(new Interval(3, 3))).isEqualTo(1429);
    for (int i = 0; i < 10_000; i++) {
      assertThat(index.find(i + 1)).isEqualTo(i);
      assertThat(lookup.find(path(i))).isEqualTo(i);
    }
  }

  @Test
  void aLargeFileIsAChunkThatIsNotCopied() {
    DatasetIndex large = append(SMALL_CHUNKS, List.of(new Plan(0, 500, 1)));
    DatasetIndex grown = append(large, List.of(new Plan(0, 1, 1), new Plan(0, 500, 2)));
    assertThat(grown.chunks()[0]).isSameAs(large.chunks()[0]);
    assertThat(grown.chunks()).hasSize(3);
    assertThat(collect(grown.scan(Interval.since(0)), 100)).isEqualTo(samples(grown));
  }

  @Test
  void refusesKeysThatAreTaken() {
    IndexAppender appender = index(List.of(new Plan(0, 5, 1))).append();
    PackedLabels labels = PackedLabels.pack(1, i -> 0);
    FileStatus status = new FileStatus("late", 1, 0);
    assertThatThrownBy(() -> appender.add(2, status, 5, labels, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    appender.add(2, status, 6, labels, Optional.empty());
    assertThat(appender.finish().numberOfSamples()).isEqualTo(6);
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
    return SampleFiles.plans();
  }

  /** Of every other file that is not removed: 0 for what is deleted. */
  private static Optional<PackedLabels> newLabels(IngestedFile file, Optional<Tombstones> deleted) {
    if (deleted.isEmpty() || file.firstKey() % 2 == 0) {
      return Optional.empty();
    }
    return Optional.of(
        PackedLabels.pack(
            file.size(),
            position -> deleted.get().isDeleted(position) ? 0 : label(file.firstKey() + position)));
  }

  private static int position(DatasetIndex index, int file, long key) {
    return (int) (key - index.file(file).firstKey());
  }
}
