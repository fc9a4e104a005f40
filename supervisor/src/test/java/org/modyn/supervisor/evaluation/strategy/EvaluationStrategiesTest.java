package org.modyn.supervisor.evaluation.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;

/** The values are those of the original's tests of its strategies. */
class EvaluationStrategiesTest {
  private static final List<TrainingInterval> TRAININGS =
      List.of(new TrainingInterval(40, 70), new TrainingInterval(130, 200));

  @Test
  void slices() {
    assertThat(
            intervals(
                "{type: SlicingEvalStrategy, eval_every: 100s, eval_start_from: 0,"
                    + " eval_end_at: 300}"))
        .containsExactly("0-100 after 0", "100-200 after 100", "200-300 after 200");
    assertThat(
            intervals(
                "{type: SlicingEvalStrategy, eval_every: 60s, eval_start_from: 50,"
                    + " eval_end_at: 300}"))
        .containsExactly(
            "50-110 after 50",
            "110-170 after 110",
            "170-230 after 170",
            "230-290 after 230",
            "290-300 after 290");
  }

  @Test
  void pointsAtEqualDistances() {
    assertThat(
            intervals(
                "{type: PeriodicEvalStrategy, every: 5s, start_timestamp: 0, end_timestamp: 20,"
                    + " interval: '[-2s, +2s]'}"))
        .containsExactly(
            "0-2 after 0", "3-7 after 5", "8-12 after 10", "13-17 after 15", "18-22 after 20");
    assertThat(
            intervals(
                "{type: PeriodicEvalStrategy, every: 5s, start_timestamp: 21, end_timestamp: 20,"
                    + " interval: '[-2s, +2s]'}"))
        .isEmpty();
  }

  @Test
  void listedIntervals() {
    assertThat(intervals("{type: StaticEvalStrategy, intervals: [[1, 2], [2, 2], [0, null]]}"))
        .containsExactly("1-2 after 1", "2-2 after 2", "0-end after 0");
  }

  @Test
  void offsetsFromEachTraining() {
    assertThat(
            intervals(
                "{type: OffsetEvalStrategy, offsets: ['-inf', 'inf', '0s', '100s', '-100s']}"))
        .containsExactly(
            "0-40", "71-end", "40-71", "71-171", "0-40", "0-130", "201-end", "130-201", "201-301",
            "30-130");
  }

  @Test
  void betweenTwoTriggers() {
    assertThat(intervals("{type: BetweenTwoTriggersEvalStrategy}"))
        .containsExactly("40-70 after 40", "130-200 after 130", "201-250 after 201");
    assertThat(
            create("{type: BetweenTwoTriggersEvalStrategy}")
                .intervals(TRAININGS, OptionalLong.empty()))
        .hasSize(2);
    assertThat(
            create("{type: BetweenTwoTriggersEvalStrategy}")
                .intervals(List.of(), OptionalLong.of(250)))
        .isEmpty();
  }

  private static List<String> intervals(String strategy) {
    return create(strategy).intervals(TRAININGS, OptionalLong.of(250)).stream()
        .map(EvaluationStrategiesTest::summary)
        .toList();
  }

  private static EvaluationStrategy create(String strategy) {
    String time = strategy.contains("Offset") ? "after_training" : "after_pipeline";
    return EvaluationStrategies.create(
        ConfigLoader.parse(
                "handler",
                String.format(
                    Locale.ROOT,
                    "{execution_time: %s, models: matrix, datasets: [], strategy: %s}",
                    time,
                    strategy),
                EvaluationHandlerConfig.class)
            .strategy());
  }

  private static String summary(EvaluationInterval interval) {
    return interval.start()
        + "-"
        + interval.end().map(String::valueOf).orElse("end")
        + interval.activeModelTrainedBefore().map(time -> " after " + time).orElse("");
  }
}
