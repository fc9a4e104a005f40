package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.selection.ClassBalancedReservoirStrategyConfig;
import org.modyn.selector.TemporaryDirectory;

class ClassBalancedReservoirStrategyTest {
  @TempDir private Path directory;

  private static ClassBalancedReservoirStrategy strategy(int limit) {
    return new ClassBalancedReservoirStrategy(
        (ClassBalancedReservoirStrategyConfig)
            StrategyRun.config(
                String.format(
                    Locale.ROOT,
                    """
                    name: ClassBalancedReservoirStrategy, tail_triggers: null, limit: %d,
                    maximum_keys_in_memory: 7
                    """,
                    limit)));
  }

  @Test
  void firstLabelFillsTheReservoirAndMakesRoomForOthers() {
    StrategyRun run = StrategyRun.start(strategy(12), directory, 3);
    run.inform(new long[20]);
    assertThat(run.triggerSorted()).isEqualTo(LongStream.range(0, 12).toArray());
    run.inform(LongStream.generate(() -> 1).limit(20).toArray());
    long[] two = run.triggerSorted();
    assertThat(StrategyRun.countBetween(two, 0, 20)).isEqualTo(6);
    assertThat(StrategyRun.countBetween(two, 20, 26)).isEqualTo(6);
    run.inform(LongStream.generate(() -> 2).limit(20).toArray());
    long[] three = run.triggerSorted();
    assertThat(StrategyRun.countBetween(three, 0, 20)).isEqualTo(4);
    assertThat(StrategyRun.countBetween(three, 20, 40)).isEqualTo(4);
    assertThat(StrategyRun.countBetween(three, 40, 60)).isEqualTo(4);
  }

  /** The algorithm of the paper on lists, with the counts only: which samples leave is random. */
  private static Map<Long, Integer> counts(List<Long> labels, int capacity) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (long label : labels) {
      boolean isNew = !counts.containsKey(label);
      if (isNew || counts.get(label) < (double) capacity / counts.size()) {
        int size = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (size >= capacity) {
          int largest = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
          long victim =
              counts.keySet().stream()
                  .filter(other -> counts.get(other) == largest)
                  .min((left, right) -> Integer.compare(first(labels, left), first(labels, right)))
                  .orElseThrow();
          counts.merge(victim, -1, Integer::sum);
        }
        counts.merge(label, 1, Integer::sum);
      }
    }
    return counts;
  }

  private static int first(List<Long> labels, long label) {
    return labels.indexOf(label);
  }

  /** However the stream is cut into triggers, the counts are those of the whole stream. */
  @Property(tries = 100)
  void countsAreThoseOfThePaper(
      @ForAll @Size(min = 1, max = 80) List<@LongRange(min = 0, max = 4) Long> labels,
      @ForAll @IntRange(min = 5, max = 20) int capacity,
      @ForAll @IntRange(min = 1, max = 30) int triggerSize,
      @ForAll long seed) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run = StrategyRun.start(strategy(capacity), temporary.path(), seed)) {
      List<Long> seen = new ArrayList<>();
      for (int start = 0; start < labels.size(); start += triggerSize) {
        List<Long> batch = labels.subList(start, Math.min(labels.size(), start + triggerSize));
        seen.addAll(batch);
        run.inform(batch.stream().mapToLong(Long::longValue).toArray());
        long[] keys = run.triggerSorted();
        Map<Long, Integer> actual = new TreeMap<>();
        Arrays.stream(keys).forEach(key -> actual.merge(seen.get((int) key), 1, Integer::sum));
        Map<Long, Integer> expected = counts(seen, capacity);
        expected.values().removeIf(count -> count == 0);
        assertThat(actual).isEqualTo(expected);
      }
    }
  }

  /** 19 degrees of freedom: above 50 with probability 0.0002 if uniform; the seeds are fixed. */
  @Test
  void samplesLeaveAtRandom() {
    StrategyRun run = StrategyRun.start(strategy(20), directory, 9);
    run.inform(new long[20]);
    run.trigger();
    run.inform(LongStream.generate(() -> 1).limit(10).toArray());
    long[] stayed = new long[20];
    for (int round = 0; round < 2000; round++) {
      for (long key : run.again().triggerSorted()) {
        if (key < 20) {
          stayed[(int) key]++;
        }
      }
    }
    assertThat(Arrays.stream(stayed).sum()).isEqualTo(20_000);
    assertThat(StrategyRun.chiSquared(stayed, 0.5)).isBetween(4.0, 50.0);
  }
}
