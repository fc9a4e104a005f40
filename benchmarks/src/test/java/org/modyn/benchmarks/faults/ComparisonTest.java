package org.modyn.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.benchmarks.faults.Outcome.TrainingSet;
import org.modyn.benchmarks.faults.Outcome.WeightedSample;

/** That each kind of difference is found and counted. */
class ComparisonTest {
  private static final Outcome EXPECTED =
      outcome(
          Optional.empty(),
          List.of("trigger 0", "trigger 1"),
          List.of(set(1, 2, 3), set(4, 5)),
          List.of("a", "b"),
          List.of("accuracy 0.5"),
          List.of("TRAIN 0", "TRAIN 1"));

  @Test
  void equalOutcomesHaveNoDifference() {
    assertThat(Comparison.of(EXPECTED, EXPECTED))
        .isEqualTo(new Comparison(false, 0, 0, 0, 0, List.of()));
  }

  @Test
  void samplesAreCountedPerTrainingSet() {
    Outcome moved = withSets(List.of(set(1, 2, 3, 3), set(4, 6)));

    Comparison comparison = Comparison.of(EXPECTED, moved);

    assertThat(comparison.lostSamples()).isEqualTo(1);
    assertThat(comparison.duplicateSamples()).isEqualTo(2);
    assertThat(comparison.failed()).isFalse();
  }

  @Test
  void aMissingTrainingSetIsLost() {
    Comparison comparison = Comparison.of(EXPECTED, withSets(List.of(set(1, 2, 3))));

    assertThat(comparison.lostSamples()).isEqualTo(2);
    assertThat(comparison.duplicateSamples()).isZero();
  }

  @Test
  void anotherWeightIsADifference() {
    TrainingSet weighted =
        new TrainingSet(List.of(new WeightedSample(4, 0.5f), new WeightedSample(5, 1)));

    Comparison comparison = Comparison.of(EXPECTED, withSets(List.of(set(1, 2, 3), weighted)));

    assertThat(comparison.lostSamples()).isEqualTo(1);
    assertThat(comparison.duplicateSamples()).isEqualTo(1);
  }

  @Test
  void modelsAndEvaluationsAreCounted() {
    Comparison comparison =
        Comparison.of(
            EXPECTED,
            outcome(
                Optional.empty(),
                EXPECTED.triggers(),
                EXPECTED.trainingSets(),
                List.of("a", "c", "d"),
                List.of("accuracy 0.5", "accuracy 0.5"),
                EXPECTED.log()));

    assertThat(comparison.wrongModels()).isEqualTo(2);
    assertThat(comparison.wrongEvaluations()).isEqualTo(1);
  }

  @Test
  void anErrorAnOrderOrAMissingRowIsAFailure() {
    assertThat(failed(Optional.of("unavailable"), EXPECTED.triggers(), EXPECTED.log())).isTrue();
    assertThat(failed(Optional.empty(), List.of("trigger 0"), EXPECTED.log())).isTrue();
    assertThat(failed(Optional.empty(), EXPECTED.triggers(), List.of("TRAIN 1", "TRAIN 0")))
        .isTrue();
    assertThat(failed(Optional.empty(), EXPECTED.triggers(), List.of("TRAIN 0"))).isTrue();
  }

  private static boolean failed(Optional<String> error, List<String> triggers, List<String> log) {
    return Comparison.of(
            EXPECTED,
            outcome(
                error,
                triggers,
                EXPECTED.trainingSets(),
                EXPECTED.models(),
                EXPECTED.evaluations(),
                log))
        .failed();
  }

  private static Outcome withSets(List<TrainingSet> sets) {
    return outcome(
        Optional.empty(),
        EXPECTED.triggers(),
        sets,
        EXPECTED.models(),
        EXPECTED.evaluations(),
        EXPECTED.log());
  }

  private static Outcome outcome(
      Optional<String> error,
      List<String> triggers,
      List<TrainingSet> sets,
      List<String> models,
      List<String> evaluations,
      List<String> log) {
    return new Outcome(error, triggers, sets, models, evaluations, log);
  }

  private static TrainingSet set(long... keys) {
    return new TrainingSet(
        Arrays.stream(keys).mapToObj(key -> new WeightedSample(key, 1)).toList());
  }
}
