package org.modyn.ml.downsampling.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.selection.downsampling.GreedySearch;

final class RepresentativesTest {
  @Property(tries = 20)
  void distancesThatAreComputedAgainAreTheSame(
      @ForAll GreedySearch search,
      @ForAll @IntRange(min = 1, max = 1200) int size,
      @ForAll @IntRange(min = 1, max = 3) int labels,
      @ForAll long seed) {
    float[][] numbers = Matrices.random(size, 3, 0.1, seed);
    LabelGroups groups = LabelGroups.of(size, row -> row % labels);
    int count = Math.ceilDiv(size, 20);
    // The last limit suffices for some of the groups.
    List<Representatives.Selected> selections =
        List.of(
                Matrices.MEMORY,
                Matrices.NO_MEMORY,
                new MemoryLimit(4L * size * size / labels / labels * 3 / 2))
            .stream()
            .map(limit -> representatives(numbers, groups, limit))
            .map(groupsOfRows -> groupsOfRows.select(count, search, new SplittableRandom(seed)))
            .toList();
    for (Representatives.Selected selected : selections) {
      assertThat(selected.rows()).isEqualTo(selections.get(0).rows());
      assertThat(selected.represented()).isEqualTo(selections.get(0).represented());
      assertThat(Arrays.stream(selected.represented()).sum()).isEqualTo(size);
    }
  }

  private static Representatives representatives(
      float[][] numbers, LabelGroups groups, MemoryLimit limit) {
    return new Representatives(
        Matrices.segment(numbers),
        numbers[0].length,
        IntStream.range(0, groups.count()).mapToObj(groups::rows).toList(),
        limit);
  }

  @Test
  void representsTheNearestRowsOfTheSameGroup() {
    float[][] numbers = {{0}, {10}, {1}, {11}, {-1}, {12}, {0.5f}};
    Representatives.Selected selected =
        representatives(numbers, LabelGroups.of(7, row -> row == 6 ? 1 : 0), Matrices.MEMORY)
            .select(3, GreedySearch.LAZY_GREEDY, new SplittableRandom(1));
    // The only row of the other group has a closeness of 0.001, and counts for the first.
    assertThat(selected.rows()).containsExactly(0, 1, 3);
    assertThat(selected.represented()).containsExactly(4, 1, 2);
  }

  @Test
  void rowsOfGroupsWithoutASelectedRowCountForTheFirst() {
    float[][] numbers = {{0}, {10}, {1}, {11}, {-1}, {12}};
    Representatives.Selected selected =
        representatives(numbers, LabelGroups.of(6, row -> row < 2 ? 7 : row), Matrices.MEMORY)
            .select(1, GreedySearch.NAIVE_GREEDY, new SplittableRandom(1));
    assertThat(selected.rows()).hasSize(1);
    assertThat(selected.represented()).containsExactly(6);
  }
}
