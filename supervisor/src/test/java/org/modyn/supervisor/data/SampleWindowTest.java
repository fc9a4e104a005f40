package org.modyn.supervisor.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SampleWindowTest {
  private record Sample(long key, long timestamp) {}

  /** Against a list of samples, with the same operations. */
  @Property
  void isAListOfSamples(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 11) Integer> operations) {
    SampleWindow window = new SampleWindow();
    List<Sample> expected = new ArrayList<>();
    long key = 0;
    long timestamp = 100;
    for (int operation : operations) {
      switch (operation) {
        case 0 -> {
          window.keepNewest(7);
          drop(expected, Math.max(0, expected.size() - 7));
        }
        case 1 -> {
          long limit = timestamp - 3;
          window.removeBefore(limit);
          while (!expected.isEmpty() && expected.getFirst().timestamp() < limit) {
            expected.removeFirst();
          }
        }
        case 2 -> {
          window.clear();
          expected.clear();
        }
        case 3 -> {
          window.addAll(window.copy());
          expected.addAll(List.copyOf(expected));
        }
        case 4 -> window = SampleWindow.of(window.state());
        case 5 -> key += 5;
        case 6 -> timestamp += 2;
        default -> {
          long[] keys = new long[operation - 6];
          long[] timestamps = new long[keys.length];
          for (int index = 0; index < keys.length; index++) {
            keys[index] = key++;
            timestamps[index] = timestamp + index / 2;
            expected.add(new Sample(keys[index], timestamps[index]));
          }
          window.add(NewSamples.of(keys, timestamps, new long[keys.length]));
        }
      }
      if (expected.size() > 500) {
        break;
      }
      assertSame(window, expected);
    }
  }

  private static void drop(List<Sample> samples, int count) {
    samples.subList(0, count).clear();
  }

  private static void assertSame(SampleWindow window, List<Sample> expected) {
    assertThat(window.size()).isEqualTo(expected.size());
    assertThat(window.isEmpty()).isEqualTo(expected.isEmpty());
    assertThat(window.keys()).isEqualTo(expected.stream().mapToLong(Sample::key).toArray());
    List<Long> timestamps = new ArrayList<>();
    window.forEachRun(
        (timestamp, samples) -> {
          for (long sample = 0; sample < samples; sample++) {
            timestamps.add(timestamp);
          }
        });
    assertThat(timestamps).isEqualTo(expected.stream().map(Sample::timestamp).toList());
    if (!expected.isEmpty()) {
      assertThat(window.firstTimestamp()).isEqualTo(expected.getFirst().timestamp());
      assertThat(window.lastTimestamp()).isEqualTo(expected.getLast().timestamp());
    }
  }

  @Property
  void aSampleIsASubsetInOrder(
      @ForAll @IntRange(min = 0, max = 200) int size,
      @ForAll @IntRange(min = 1, max = 50) int limit,
      @ForAll long seed) {
    SampleWindow window = new SampleWindow();
    long[] keys = new long[size];
    for (int index = 0; index < size; index++) {
      keys[index] = index * 2L + index / 10; // some runs of two keys, the others of one
    }
    window.add(NewSamples.of(keys, new long[size], new long[size]));

    long[] sample = window.sample(limit, seed);

    assertThat(sample).hasSize(Math.min(size, limit)).isSorted().doesNotHaveDuplicates();
    Set<Long> all = new HashSet<>(Arrays.stream(keys).boxed().toList());
    assertThat(Arrays.stream(sample)).allMatch(all::contains);
    assertThat(window.sample(limit, seed)).isEqualTo(sample);
  }

  @Example
  void everyKeyIsSampledEquallyOften() {
    SampleWindow window = new SampleWindow();
    long[] keys = new long[20];
    Arrays.setAll(keys, index -> index);
    window.add(NewSamples.of(keys, new long[20], new long[20]));
    int[] counts = new int[20];
    int draws = 20_000;
    for (int draw = 0; draw < draws; draw++) {
      for (long key : window.sample(5, draw)) {
        counts[(int) key]++;
      }
    }

    // a quarter of the draws each; 5 standard deviations are 306
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 4694 && count < 5306);
  }
}
