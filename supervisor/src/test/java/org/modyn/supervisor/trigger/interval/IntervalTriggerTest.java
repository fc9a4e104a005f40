package org.modyn.supervisor.trigger.interval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.trigger.BatchConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.PolicyRun;
import org.modyn.supervisor.trigger.TriggerContext;

/** Warm-ups as in the original's test_warmuptrigger and test_datadrifttrigger. */
class IntervalTriggerTest {
  private final List<String> calls = new ArrayList<>();

  @Test
  void cutsBatchesIntoIntervals() {
    IntervalTrigger trigger = trigger(new BatchConfig(4, Optional.empty(), Optional.empty()), true);

    assertThat(indexes(trigger, PolicyRun.range(0, 6))).containsExactly(3);
    assertThat(indexes(trigger, PolicyRun.range(6, 11))).containsExactly(1);
    assertThat(indexes(trigger, PolicyRun.range(11, 12))).containsExactly(0);
    assertThat(indexes(trigger, PolicyRun.range(12, 30))).containsExactly(3, 7, 11, 15);
    assertThat(calls)
        .containsExactly(
            "observe 0..3 true, the last one",
            "decide 4..7",
            "decide 8..11",
            "decide 12..15",
            "decide 16..19",
            "decide 20..23",
            "decide 24..27");
  }

  @Test
  void theFirstIntervalTriggersAlways() {
    IntervalTrigger trigger =
        trigger(new BatchConfig(2, Optional.empty(), Optional.empty()), false);

    assertThat(indexes(trigger, PolicyRun.range(0, 10))).containsExactly(1);
  }

  @Test
  void theWarmUpPolicyDecidesAboutTheFirstIntervals() {
    IntervalTrigger trigger =
        trigger(new BatchConfig(5, Optional.of(5), Optional.of(amount(7))), false);

    // the first one, then those with the samples 6, 13 and 20
    assertThat(indexes(trigger, PolicyRun.range(0, 40))).containsExactly(4, 9, 14, 24);
    assertThat(calls)
        .containsExactly(
            "observe 0..4 true",
            "observe 5..9 true",
            "observe 10..14 true",
            "observe 15..19 false",
            "observe 20..24 true, the last one",
            "decide 25..29",
            "decide 30..34",
            "decide 35..39");
  }

  @Test
  void aWarmUpNeedsBothItsPolicyAndItsIntervals() {
    for (BatchConfig config :
        List.of(
            new BatchConfig(2, Optional.of(3), Optional.empty()),
            new BatchConfig(2, Optional.empty(), Optional.of(amount(1))),
            new BatchConfig(2, Optional.of(0), Optional.of(amount(1))))) {
      calls.clear();

      assertThat(indexes(trigger(config, false), PolicyRun.range(0, 6))).containsExactly(1);
      assertThat(calls)
          .containsExactly("observe 0..1 true, the last one", "decide 2..3", "decide 4..5");
    }
  }

  @Test
  void tellsWhenTheNextDecisionIs() {
    IntervalTrigger trigger = trigger(new BatchConfig(4, Optional.empty(), Optional.empty()), true);

    assertThat(trigger.samplesToNextDecision(PolicyRun.range(0, 10))).isEqualTo(4);
    assertThat(trigger.samplesToNextDecision(PolicyRun.range(0, 3))).isEqualTo(3);
    assertThat(indexes(trigger, PolicyRun.range(0, 3))).isEmpty();
    assertThat(trigger.samplesToNextDecision(PolicyRun.range(3, 10))).isEqualTo(1);
  }

  private static DataAmountTriggerConfig amount(int samples) {
    return new DataAmountTriggerConfig(samples);
  }

  private IntervalTrigger trigger(BatchConfig config, boolean triggers) {
    return new IntervalTrigger(
        config,
        TriggerContext.withoutServers("d", Plugins.none()),
        PolicyState.initial(),
        _ -> new RecordingPolicy(triggers));
  }

  private static List<Integer> indexes(IntervalTrigger trigger, NewSamples batch) {
    List<Integer> indexes = new ArrayList<>();
    int done = 0;
    Decision decision = trigger.next(batch);
    while (decision.index().isPresent()) {
      indexes.add(done + decision.index().get());
      done += decision.index().get() + 1;
      decision = trigger.next(batch.slice(done, batch.size()));
    }
    return indexes;
  }

  private final class RecordingPolicy implements IntervalPolicy {
    private final boolean triggers;

    RecordingPolicy(boolean triggers) {
      this.triggers = triggers;
    }

    @Override
    public String type() {
      return "recording";
    }

    @Override
    public Evaluation decide(SampleWindow interval) {
      calls.add("decide " + keys(interval));
      return Evaluation.of(triggers, Map.of());
    }

    @Override
    public Evaluation observe(SampleWindow interval, boolean triggers, boolean endsWarmUp) {
      calls.add(
          "observe " + keys(interval) + " " + triggers + (endsWarmUp ? ", the last one" : ""));
      return Evaluation.of(triggers, Map.of());
    }

    private static String keys(SampleWindow interval) {
      long[] keys = interval.keys();
      return keys[0] + ".." + keys[keys.length - 1];
    }

    @Override
    public void modelTrained(int modelId, long trainingSetSize, double seconds) {
      calls.add("trained " + modelId);
    }

    @Override
    public void startFrom(int modelId) {
      calls.add("start from " + modelId);
    }

    @Override
    public PolicyState state() {
      return PolicyState.initial();
    }
  }
}
