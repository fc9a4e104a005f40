package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.selector.TemporaryDirectory;

/** Numbers are those of the original's tests of its presampling strategies where it has some. */
class CoresetStrategyTest {
  @TempDir private Path directory;

  private static CoresetStrategy strategy(String presampling, String more) {
    return new CoresetStrategy(
        (CoresetStrategyConfig)
            StrategyRun.config(
                "name: CoresetStrategy, presampling_config: {%s}, %s"
                    .formatted(presampling, defaults(more))));
  }

  private static String defaults(String more) {
    String tail = more.contains("tail_triggers") ? "" : ", tail_triggers: null";
    String keys = more.contains("maximum_keys") ? "" : ", maximum_keys_in_memory: 10000";
    return (more + tail + keys).replaceFirst("^, ", "");
  }

  private StrategyRun run(String presampling) {
    return StrategyRun.start(strategy(presampling, ""), directory, 11);
  }

  /** Labels 0, 1, ..., each as often as asked for, one after the other. */
  private static long[] clustered(int... counts) {
    return IntStream.range(0, counts.length)
        .boxed()
        .flatMapToLong(label -> LongStream.generate(() -> label).limit(counts[label]))
        .toArray();
  }

  private static long[] countsOfClusters(long[] keys, int... counts) {
    long[] chosen = new long[counts.length];
    int first = 0;
    for (int label = 0; label < counts.length; label++) {
      chosen[label] = StrategyRun.countBetween(keys, first, first + counts[label]);
      first += counts[label];
    }
    return chosen;
  }

  private long[] labelBalanced(String options, int... counts) {
    StrategyRun run = run("strategy: LabelBalanced, " + options);
    run.inform(clustered(counts));
    return countsOfClusters(run.triggerSorted(), counts);
  }

  @Test
  void labelsGetTheSameNumberOfSamples() {
    assertThat(labelBalanced("ratio: 50", 15, 15, 30)).containsExactly(10, 10, 10);
  }

  @Test
  void unusedShareOfASmallLabelGoesToTheOthers() {
    assertThat(labelBalanced("ratio: 50", 40, 160, 100)).containsExactly(40, 55, 55);
  }

  @Test
  void forcedBalanceCutsAllLabelsToTheSmallest() {
    assertThat(labelBalanced("ratio: 50, force_column_balancing: true", 40, 160, 100))
        .containsExactly(40, 40, 40);
  }

  @Test
  void balanceMayMissTheTargetSize() {
    assertThat(labelBalanced("ratio: 72", 30, 50, 40, 20)).containsExactly(26, 26, 26, 20);
  }

  @Test
  void forcedSizeIsMetExactly() {
    long[] chosen = labelBalanced("ratio: 72, force_required_target_size: true", 30, 50, 40, 20);
    assertThat(Arrays.stream(chosen).sum()).isEqualTo(100);
    // up to one sample more than the fair share, of which the last ones are left out
    assertThat(chosen).containsExactly(27, 27, 27, 19);
  }

  @Test
  void forcedSizeChangesNothingWhereTheBalanceMeetsIt() {
    assertThat(labelBalanced("ratio: 50, force_required_target_size: true", 40, 160, 100))
        .containsExactly(40, 55, 55);
  }

  @Test
  void triggersGetTheSameNumberOfSamples() {
    StrategyRun run = run("strategy: TriggerBalanced, ratio: 50");
    int[] counts = {100, 120, 40};
    for (int count : counts) {
      run.informMany(count);
      run.trigger();
    }
    // a trigger without samples has no share
    run.trigger();
    run.informMany(60);
    assertThat(countsOfClusters(run.triggerSorted(), 100, 120, 40, 60))
        .containsExactly(40, 40, 40, 40);
  }

  @Test
  void fairShares() {
    assertThat(Presampler.fairShare(1000, new long[] {10, 15, 30})).isEqualTo(333);
    assertThat(Presampler.fairShare(100, new long[] {30, 50, 40, 28})).isEqualTo(25);
    assertThat(Presampler.fairShare(100, new long[] {30, 50, 40, 21})).isEqualTo(26);
    assertThat(Presampler.fairShare(100, new long[] {30, 50, 40, 20})).isEqualTo(26);
    assertThat(Presampler.fairShare(100, new long[] {30, 50, 40, 19})).isEqualTo(27);
    assertThat(Presampler.fairShare(200, new long[] {30, 80, 90, 28})).isEqualTo(71);
    assertThat(Presampler.fairShare(9, new long[] {2, 2, 10})).isEqualTo(5);
    assertThat(Presampler.fairShare(9, new long[0])).isZero();
  }

  @Property
  void fairShareIsTheLargestThatFits(
      @ForAll @LongRange(min = 0, max = 500) long capacity,
      @ForAll @Size(min = 1, max = 8) List<@LongRange(min = 1, max = 100) Long> counts) {
    long[] sizes = counts.stream().mapToLong(Long::longValue).toArray();
    long share = Presampler.fairShare(capacity, sizes);
    long all = Arrays.stream(sizes).sum();
    assertThat(Presampler.total(sizes, share)).isLessThanOrEqualTo(capacity);
    if (all > capacity) {
      assertThat(Presampler.total(sizes, share + 1)).isGreaterThan(capacity);
    } else {
      assertThat(Presampler.total(sizes, share)).isEqualTo(all);
    }
  }

  @Test
  void randomTakesThePart() {
    StrategyRun run = run("strategy: Random, ratio: 125, ratio_max: 1000");
    run.informMany(203);
    assertThat(run.triggerSorted()).hasSize(25).doesNotHaveDuplicates();
  }

  @Test
  void limitBoundsThePart() {
    StrategyRun run =
        StrategyRun.start(strategy("strategy: Random, ratio: 50", "limit: 7"), directory, 1);
    run.informMany(100);
    assertThat(run.triggerSorted()).hasSize(7);
  }

  @Test
  void withoutPresamplingTheLimitKeepsTheOldest() {
    StrategyRun run =
        StrategyRun.start(strategy("strategy: 'No', ratio: 100", "limit: 7"), directory, 1);
    run.informMany(100);
    assertThat(run.triggerSorted()).isEqualTo(LongStream.range(0, 7).toArray());
  }

  @Test
  void tailLeavesOutOlderTriggers() {
    StrategyRun run =
        StrategyRun.start(
            strategy("strategy: Random, ratio: 50", "tail_triggers: 1"), directory, 1);
    for (int trigger = 0; trigger < 3; trigger++) {
      run.informMany(10);
      run.trigger();
    }
    run.informMany(10);
    long[] keys = run.triggerSorted();
    assertThat(keys).hasSize(10);
    assertThat(keys[0]).isGreaterThanOrEqualTo(20);
  }

  @Test
  void warmupTrainsOnEverything() {
    StrategyRun run =
        StrategyRun.start(
            strategy("strategy: LabelBalanced, ratio: 10", "warmup_triggers: 2"), directory, 1);
    run.informMany(10);
    assertThat(run.triggerSorted()).hasSize(10);
    run.informMany(10);
    assertThat(run.triggerSorted()).hasSize(20);
    run.informMany(10);
    assertThat(run.triggerSorted()).hasSize(3);
  }

  @Test
  void emptyTriggersHaveNoPartitions() {
    for (String name :
        List.of("Random", "RandomNoReplacement", "LabelBalanced", "TriggerBalanced")) {
      try (TemporaryDirectory temporary = TemporaryDirectory.create();
          StrategyRun run =
              StrategyRun.start(
                  strategy("strategy: %s, ratio: 50".formatted(name), ""), temporary.path(), 1)) {
        assertThat(run.trigger()).isEmpty();
      }
    }
  }

  @Test
  void withoutReplacementEachSampleComesOnceARound() {
    StrategyRun run =
        StrategyRun.start(strategy("strategy: RandomNoReplacement, ratio: 25", ""), directory, 1);
    run.informMany(200);
    Set<Long> sampled = new HashSet<>();
    for (int trigger = 0; trigger < 4; trigger++) {
      long[] keys = run.triggerSorted();
      assertThat(keys).hasSize(50);
      Arrays.stream(keys).forEach(sampled::add);
    }
    assertThat(sampled).hasSize(200);
    // 20 new ones come first, and the round begins anew for the rest of a quarter of 220
    run.informMany(20);
    long[] keys = run.triggerSorted();
    assertThat(keys).hasSize(55).doesNotHaveDuplicates();
    assertThat(StrategyRun.countBetween(keys, 200, 220)).isEqualTo(20);
    assertThat(run.remembered()).isEqualTo(keys);
    long[] next = run.triggerSorted();
    assertThat(next).hasSize(55).doesNotContain(keys);
  }

  /** 59 degrees of freedom: above 108 with probability 0.0001 if uniform; the seeds are fixed. */
  @Test
  void samplesOfALabelAreDrawnUniformly() {
    for (String name : List.of("Random", "LabelBalanced", "RandomNoReplacement")) {
      long[] drawn = new long[60];
      try (TemporaryDirectory temporary = TemporaryDirectory.create();
          StrategyRun run =
              StrategyRun.start(
                  strategy("strategy: %s, ratio: 50".formatted(name), ""), temporary.path(), 17)) {
        run.inform(LongStream.range(0, 60).map(index -> index % 3).toArray());
        for (int round = 0; round < 2000; round++) {
          for (long key : run.again().triggerSorted()) {
            drawn[(int) key]++;
          }
        }
      }
      assertThat(Arrays.stream(drawn).sum()).isEqualTo(60_000);
      assertThat(StrategyRun.chiSquared(drawn, 0.5)).as(name).isBetween(20.0, 108.0);
    }
  }

  @Property(tries = 100)
  void partAndLimitAreMetExactlyInPartitions(
      @ForAll @IntRange(min = 0, max = 100) int ratio,
      @ForAll @IntRange(min = 1, max = 80) int limit,
      @ForAll @IntRange(min = 1, max = 30) int maximumKeys,
      @ForAll @Size(min = 1, max = 100) List<@LongRange(min = -3, max = 3) Long> labels,
      @ForAll boolean byLabel,
      @ForAll long seed) {
    String name = byLabel ? "LabelBalanced" : "Random";
    CoresetStrategy strategy =
        strategy(
            String.format(
                Locale.ROOT,
                "strategy: %s, ratio: %d, force_required_target_size: true",
                name,
                ratio),
            String.format(
                Locale.ROOT, "limit: %d, maximum_keys_in_memory: %d", limit, maximumKeys));
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run = StrategyRun.start(strategy, temporary.path(), seed)) {
      run.inform(labels.stream().mapToLong(Long::longValue).toArray());
      int expected = Math.min(limit, labels.size() * ratio / 100);
      List<long[]> partitions = run.trigger();
      assertThat(partitions).hasSize(Math.ceilDiv(expected, maximumKeys));
      assertThat(partitions.stream().flatMapToLong(Arrays::stream).distinct().count())
          .isEqualTo(expected);
    }
  }
}
