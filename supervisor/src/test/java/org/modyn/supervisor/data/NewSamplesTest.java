package org.modyn.supervisor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NewSamplesTest {
  @Property
  void sortingIsStable(@ForAll @Size(max = 50) List<@IntRange(min = 0, max = 5) Integer> times) {
    NewSamples sorted = samples(times).sortedByTimestamp();

    List<Integer> expected =
        IntStream.range(0, times.size()).boxed().sorted(Comparator.comparing(times::get)).toList();
    assertThat(keys(sorted)).isEqualTo(expected.stream().mapToLong(key -> key).toArray());
    for (int index = 0; index < sorted.size(); index++) {
      int key = (int) sorted.key(index);
      assertThat(sorted.timestamp(index)).isEqualTo((long) times.get(key));
      assertThat(sorted.label(index)).isEqualTo(key * 10L);
    }
  }

  @Property
  void findsTheFirstAtOrAfter(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 9) Integer> times,
      @ForAll @IntRange(min = -1, max = 10) int time) {
    NewSamples sorted = samples(times.stream().sorted().toList());

    int expected = (int) times.stream().filter(other -> other < time).count();
    assertThat(sorted.firstAtOrAfter(time)).isEqualTo(expected);
  }

  @Example
  void slicesCutOut() {
    NewSamples samples = samples(List.of(3, 3, 4, 4, 5));

    assertThat(keys(samples.slice(1, 4))).containsExactly(1, 2, 3);
    assertThat(keys(samples.slice(1, 4).slice(1, 3))).containsExactly(2, 3);
    assertThat(samples.slice(2, 2).isEmpty()).isTrue();
    assertThatThrownBy(() -> samples.slice(0, 2).key(2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static NewSamples samples(List<Integer> times) {
    return NewSamples.of(
        LongStream.range(0, times.size()).toArray(),
        times.stream().mapToLong(time -> time).toArray(),
        LongStream.range(0, times.size()).map(key -> key * 10).toArray());
  }

  private static long[] keys(NewSamples samples) {
    long[] keys = new long[samples.size()];
    Arrays.setAll(keys, samples::key);
    return keys;
  }
}
