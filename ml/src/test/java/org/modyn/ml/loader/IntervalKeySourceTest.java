package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;

class IntervalKeySourceTest {
  @Property(tries = 40)
  void everyKeyOfEveryIntervalComesOnceAndSaysWhereItLies(
      @ForAll @Size(min = 1, max = 4)
          List<@Size(2) List<@IntRange(min = -2, max = 14) Integer>> bounds,
      @ForAll boolean openStart,
      @ForAll boolean openEnd,
      @ForAll @IntRange(min = 1, max = 3) int workers) {
    List<TimeInterval> intervals = new ArrayList<>();
    for (List<Integer> pair : bounds) {
      intervals.add(
          new TimeInterval(
              openStart && intervals.isEmpty()
                  ? OptionalLong.empty()
                  : OptionalLong.of(pair.get(0)),
              openEnd && intervals.isEmpty()
                  ? OptionalLong.empty()
                  : OptionalLong.of(pair.get(1))));
    }
    TestStorage storage = LoaderFixture.storage(120, 10);
    try (LoaderFixture fixture =
        LoaderFixture.start(storage, new TestSelector(new long[0], 1, 1, false))) {
      IntervalKeySource source =
          IntervalKeySource.open(
              fixture.storageChannel(), TestStorage.DATASET, intervals, workers, 7);
      List<List<Long>> found =
          intervals.stream().map(i -> (List<Long>) new ArrayList<Long>()).toList();
      List<Long> all = new ArrayList<>();
      for (int partition = 0; partition < source.numberOfPartitions(); partition++) {
        for (int worker = 0; worker < workers; worker++) {
          KeyShare share = source.fetch(worker, partition);
          assertThat(share.size()).isLessThanOrEqualTo(7);
          long[] keys = new long[share.size()];
          share.copyKeys(0, keys, 0, keys.length);
          List<Long> boxed = Arrays.stream(keys).boxed().toList();
          all.addAll(boxed);
          source.intervalsOf(partition).forEach(index -> found.get(index).addAll(boxed));
        }
      }
      assertThat(all).doesNotHaveDuplicates();
      for (int index = 0; index < intervals.size(); index++) {
        TimeInterval interval = intervals.get(index);
        assertThat(found.get(index))
            .containsExactlyInAnyOrderElementsOf(
                Arrays.stream(
                        storage.keys(
                            interval.start().orElse(Long.MIN_VALUE),
                            interval.end().orElse(Long.MAX_VALUE)))
                    .boxed()
                    .toList());
      }
    }
  }

  @Test
  void anUnknownDatasetIsNotFound() {
    try (LoaderFixture fixture =
        LoaderFixture.start(
            LoaderFixture.storage(1, 1), new TestSelector(new long[0], 1, 1, false))) {
      TimeInterval always = new TimeInterval(OptionalLong.empty(), OptionalLong.empty());
      assertThatThrownBy(
              () -> IntervalKeySource.open(fixture.storageChannel(), "letters", List.of(always), 1))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND))
          .hasMessageContaining("'letters'");
    }
  }
}
