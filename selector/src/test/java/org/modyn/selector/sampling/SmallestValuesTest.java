package org.modyn.selector.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SmallestValuesTest {
  /** Spread over all integers, and close together, with repetitions. */
  @Provide
  Arbitrary<List<Long>> values() {
    return Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.longs().between(-3, 3),
            Arbitraries.longs().between(Long.MAX_VALUE - 3, Long.MAX_VALUE))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 100)
  void thresholdDividesAsSortingDoes(
      @ForAll("values") List<Long> values,
      @ForAll @IntRange(min = 1, max = 40) int k,
      @ForAll @IntRange(min = 0, max = 10) int maximumHeld) {
    int size = Math.min(k, values.size());
    SmallestValues.Threshold threshold =
        SmallestValues.find(consumer -> values.forEach(consumer::accept), size, maximumHeld);
    List<Long> sorted = values.stream().sorted().toList();
    assertThat(threshold.value()).isEqualTo(sorted.get(size - 1));
    long smaller = values.stream().filter(value -> value < threshold.value()).count();
    assertThat(smaller + threshold.ties()).isEqualTo(size);
  }
}
