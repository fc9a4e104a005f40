package org.modyn.storage.dataset;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.modyn.storage.dataset.SampleFiles.append;
import static org.modyn.storage.dataset.SampleFiles.collect;
import static org.modyn.storage.dataset.SampleFiles.index;
import static org.modyn.storage.dataset.SampleFiles.samples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.modyn.storage.dataset.SampleFiles.Plan;
import org.modyn.storage.dataset.SampleFiles.Sample;
import org.roaringbitmap.RoaringBitmap;

/** Pages of random sizes, while samples are deleted and files removed, against a sorted list. */
final class PagesTest {
  private static final Comparator<Sample> IN_TIME =
      comparingLong(Sample::timestamp).thenComparingLong(Sample::key);

  @Property
  void pagesInTheOrderOfTimeHaveEverySampleOnce(
      @ForAll("plans") List<Plan> plans,
      @ForAll @LongRange(min = -7, max = 8) long first,
      @ForAll @LongRange(min = -7, max = 8) long last,
      @ForAll long seed) {
    Random random = new Random(seed);
    DatasetIndex index = index(plans);
    Set<Sample> always = new HashSet<>(within(index, first, last));
    List<Sample> received = new ArrayList<>();
    TimePosition position = TimePosition.before(first);
    boolean atEnd = false;
    while (!atEnd) {
      TimePosition from = position;
      List<Sample> expected =
          within(index, first, last).stream()
              .filter(
                  sample ->
                      sample.timestamp() > from.timestamp()
                          || (sample.timestamp() == from.timestamp() && sample.key() > from.key()))
              .sorted(IN_TIME)
              .toList();
      int limit = 1 + random.nextInt(9);
      SampleScan scan = index.scanAfter(position, last);
      List<Sample> page = page(scan, limit);
      assertThat(page).isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
      atEnd = !scan.hasNext();
      assertThat(atEnd).isEqualTo(expected.size() <= limit);
      received.addAll(page);
      if (!page.isEmpty()) {
        position = new TimePosition(page.getLast().timestamp(), page.getLast().key());
      }
      index = deleteSome(index, random);
      always.retainAll(samples(index));
    }
    assertThat(received).doesNotHaveDuplicates().isSortedAccordingTo(IN_TIME).containsAll(always);
  }

  @Property
  void pagesInTheOrderOfIngestHaveEverySampleOnce(
      @ForAll("plans") List<Plan> plans, @ForAll("plans") List<Plan> later, @ForAll long seed) {
    Random random = new Random(seed);
    DatasetIndex index = index(plans);
    List<Sample> received = new ArrayList<>();
    List<Plan> notYetIngested = new ArrayList<>(later);
    Set<Sample> deleted = new HashSet<>();
    long position = 0;
    while (true) {
      long from = position;
      List<Sample> expected =
          samples(index).stream().filter(sample -> sample.key() >= from).toList();
      int limit = 1 + random.nextInt(9);
      SampleScan scan = index.scanFromKey(position);
      List<Sample> page = page(scan, limit);
      assertThat(page).isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
      received.addAll(page);
      position = page.isEmpty() ? position : page.getLast().key() + 1;
      if (!scan.hasNext() && notYetIngested.isEmpty()) {
        break;
      }
      List<Sample> before = samples(index);
      index = deleteSome(index.withNumbers(0, Math.max(1, index.endKey())), random);
      deleted.addAll(before);
      samples(index).forEach(deleted::remove);
      if (!notYetIngested.isEmpty()) {
        index = append(index, List.of(notYetIngested.removeFirst()));
      }
    }
    assertThat(received).doesNotHaveDuplicates().isSortedAccordingTo(comparingLong(Sample::key));
    assertThat(received).containsAll(samples(index));
    Set<Sample> unexplained = new HashSet<>(received);
    unexplained.removeAll(samples(index));
    assertThat(deleted).containsAll(unexplained);
  }

  @Test
  void aPositionAtTheBordersOfNumbers() {
    DatasetIndex index = index(List.of(new Plan(0, 3, -5), new Plan(0, 3, 5)));
    assertThat(collect(index.scanAfter(TimePosition.before(Long.MIN_VALUE), Long.MAX_VALUE), 9))
        .hasSize(6);
    assertThat(collect(index.scanAfter(new TimePosition(-5, Long.MAX_VALUE), Long.MAX_VALUE), 9))
        .hasSize(3);
    assertThat(collect(index.scanAfter(TimePosition.before(Long.MAX_VALUE), Long.MAX_VALUE), 9))
        .isEmpty();
    assertThat(collect(index.scanFromKey(Long.MIN_VALUE), 9)).hasSize(6);
    assertThat(collect(index.scanFromKey(Long.MAX_VALUE), 9)).isEmpty();
    assertThat(collect(DatasetIndex.EMPTY.scanFromKey(1), 9)).isEmpty();
    assertThat(collect(DatasetIndex.EMPTY.scanAfter(TimePosition.before(0), 9), 9)).isEmpty();
  }

  @Provide
  Arbitrary<List<Plan>> plans() {
    return SampleFiles.plans()
        .map(
            plans ->
                plans.stream()
                    // some are before 1970, and many have equal timestamps
                    .map(
                        plan ->
                            new Plan(
                                plan.gap(),
                                plan.size(),
                                plan.timestamp() / 2 * 3 - 6,
                                plan.deleted()))
                    .toList());
  }

  private static List<Sample> within(DatasetIndex index, long first, long last) {
    return samples(index).stream()
        .filter(sample -> first <= sample.timestamp() && sample.timestamp() <= last)
        .toList();
  }

  private static List<Sample> page(SampleScan scan, int limit) {
    List<Sample> page = new ArrayList<>();
    scan.next(limit, (key, timestamp, label) -> page.add(new Sample(key, timestamp, label)));
    return page;
  }

  /** Deletes samples of some files, and removes a few files. */
  private static DatasetIndex deleteSome(DatasetIndex index, Random random) {
    List<ChangedFile> changes = new ArrayList<>();
    for (int number = 0; number < index.numberOfFiles(); number++) {
      IngestedFile file = index.file(number);
      if (random.nextInt(20) == 0) {
        changes.add(new ChangedFile(file.firstKey(), Optional.empty(), Optional.empty()));
      } else if (random.nextInt(5) == 0) {
        RoaringBitmap deleted = new RoaringBitmap();
        for (int place = 0; place < file.size(); place++) {
          if (file.isDeleted(place) || random.nextInt(4) == 0) {
            deleted.add(place);
          }
        }
        changes.add(
            new ChangedFile(
                file.firstKey(), Optional.of(new Tombstones(deleted)), Optional.empty()));
      }
    }
    return index.with(changes);
  }
}
