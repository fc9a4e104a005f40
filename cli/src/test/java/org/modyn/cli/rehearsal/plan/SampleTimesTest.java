package org.modyn.cli.rehearsal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;

final class SampleTimesTest {
  private static final String SLICES =
      "{type: SlicingEvalStrategy, eval_every: 100s, eval_start_from: %d, eval_end_at: %d}";

  @Property(tries = 200)
  void theTimeTriggerFiresAsOftenAsItIsTo(
      @ForAll @IntRange(min = 1, max = 1_000) int hours,
      @ForAll @IntRange(min = 1, max = 4) int triggers,
      @ForAll @IntRange(min = 1, max = 30) int samples) {
    PipelineConfig pipeline =
        Pipelines.with(String.format(Locale.ROOT, "trigger: {id: TimeTrigger, every: %dh}", hours));
    List<Long> times = SampleTimes.ofTraining(pipeline, triggers, samples);
    assertThat(times).isSorted().hasSize(triggers * samples + 1);
    assertThat(firedAt(pipeline, times)).hasSize(triggers).contains(triggers * samples - 1);
  }

  @Property(tries = 200)
  void theAmountTriggerFiresAsOftenAsItIsTo(
      @ForAll @IntRange(min = 1, max = 4) int triggers,
      @ForAll @IntRange(min = 1, max = 30) int samples,
      @ForAll @LongRange(min = 0, max = 1L << 31) long start) {
    PipelineConfig pipeline =
        Pipelines.with(
            String.format(
                Locale.ROOT, "trigger: {id: DataAmountTrigger, num_samples: %d}", samples),
            Pipelines.evaluation(String.format(Locale.ROOT, SLICES, start, start + 250)));
    List<Long> times = SampleTimes.ofTraining(pipeline, triggers, samples);
    assertThat(times).isSorted().allMatch(time -> time >= start && time < start + 250);
    assertThat(firedAt(pipeline, times)).hasSize(triggers);
  }

  @Example
  void everyWindowHasSamples() {
    String windows = Pipelines.evaluation(String.format(Locale.ROOT, SLICES, 0, 300));
    PipelineConfig byAmount = Pipelines.with(windows);
    PipelineConfig byTime = Pipelines.with("trigger: {id: TimeTrigger, every: 1d}", windows);
    for (PipelineConfig pipeline : List.of(byAmount, byTime)) {
      List<Long> training = SampleTimes.ofTraining(pipeline, 2, 10);
      List<Long> evaluation = SampleTimes.ofEvaluation(pipeline, "other", training);
      for (long start = 0; start < 300; start += 100) {
        long from = start;
        assertThat(training).anyMatch(time -> time >= from && time < from + 100);
        assertThat(evaluation).anyMatch(time -> time >= from && time < from + 100);
      }
    }
    assertThat(firedAt(byTime, SampleTimes.ofTraining(byTime, 2, 10))).hasSize(2);
  }

  @Example
  void windowsAroundPointsHaveSamples() {
    PipelineConfig pipeline =
        Pipelines.with(
            Pipelines.evaluation(
                "{type: PeriodicEvalStrategy, interval: '[-2h; -1h]', every: 1d,"
                    + " start_timestamp: 1000000, end_timestamp: 1100000}"));
    List<Long> times = SampleTimes.ofEvaluation(pipeline, "other", List.of());
    assertThat(times)
        .hasSize(8)
        .contains(1_000_000L - 7_200, 1_086_400L - 7_200)
        .allMatch(
            time -> time >= 992_800 && time <= 996_400 || time >= 1_079_200 && time <= 1_082_800);
  }

  @Example
  void windowsWithoutAnEndTakeTheTrainingSamples() {
    PipelineConfig pipeline =
        Pipelines.with(Pipelines.evaluation("{type: StaticEvalStrategy, intervals: [[0, null]]}"));
    List<Long> training = SampleTimes.ofTraining(pipeline, 2, 3);
    assertThat(training).startsWith(978_307_200L, 978_310_800L).hasSize(6);
    assertThat(SampleTimes.ofEvaluation(pipeline, "other", training)).isEqualTo(training);
  }

  private static List<Integer> firedAt(PipelineConfig pipeline, List<Long> times) {
    TriggeringPolicy policy =
        TriggeringPolicies.create(
            pipeline.trigger(),
            TriggerContext.withoutServers("d", Plugins.none()),
            PolicyState.initial());
    long[] timestamps = times.stream().mapToLong(time -> time).toArray();
    NewSamples samples =
        NewSamples.of(new long[timestamps.length], timestamps, new long[timestamps.length]);
    List<Integer> fired = new ArrayList<>();
    int decided = 0;
    Optional<Integer> index = policy.next(samples).index();
    while (index.isPresent()) {
      fired.add(decided + index.get());
      decided += index.get() + 1;
      index = policy.next(samples.slice(decided, samples.size())).index();
    }
    return fired;
  }
}
