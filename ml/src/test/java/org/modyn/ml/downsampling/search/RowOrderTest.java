package org.modyn.ml.downsampling.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class RowOrderTest {
  @Property
  void equalsAStableSort(
      @ForAll @IntRange(min = 0, max = 300) int size,
      @ForAll @IntRange(min = 1, max = 400) int different,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] numbers =
        IntStream.range(0, size).mapToDouble(_ -> random.nextInt(different) - 3).toArray();
    int count = random.nextInt(size + 1);
    int[] expected =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> numbers[row]))
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(RowOrder.smallest(numbers, count)).isEqualTo(expected);
  }

  @Example
  void ordersSortedEqualAndInfiniteNumbers() {
    int size = 100_000;
    double[] ascending = IntStream.range(0, size).asDoubleStream().toArray();
    assertThat(RowOrder.smallest(ascending, 3)).containsExactly(0, 1, 2);
    double[] descending = IntStream.range(0, size).mapToDouble(row -> -row).toArray();
    assertThat(RowOrder.smallest(descending, 3)).containsExactly(size - 1, size - 2, size - 3);
    assertThat(RowOrder.smallest(new double[size], size - 1))
        .isEqualTo(IntStream.range(0, size - 1).toArray());
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(RowOrder.smallest(new double[] {infinity, -infinity, infinity, 0}, 3))
        .containsExactly(1, 3, 0);
  }

  @Example
  void refusesMoreRowsThanThereAre() {
    assertThatThrownBy(() -> RowOrder.smallest(new double[2], 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void groupsRowsByLabel(
      @ForAll @IntRange(min = 0, max = 100) int size,
      @ForAll @IntRange(min = 1, max = 20) int different,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] labels =
        IntStream.range(0, size).mapToLong(_ -> random.nextInt(different) * 5L - 9).toArray();
    LabelGroups groups = LabelGroups.of(size, row -> labels[row]);
    int[] all =
        IntStream.range(0, groups.count()).flatMap(g -> IntStream.of(groups.rows(g))).toArray();
    int[] expected =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingLong(row -> labels[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(all).isEqualTo(expected);
    for (int group = 0; group < groups.count(); group++) {
      assertThat(IntStream.of(groups.rows(group)).mapToLong(row -> labels[row]).distinct().count())
          .isEqualTo(1);
    }
  }
}
