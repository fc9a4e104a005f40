package org.modyn.supervisor.trigger.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.trigger.performance.AvoidableMisclassificationConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceCriterionConfig.StaticNumberMisclassification;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;

/** The values are those of the original's test_performance_decision_policy. */
class MisclassificationCriterionTest {
  private final PerformanceTracker tracker =
      new PerformanceTracker(3, ForecastingMethod.RIDGE_REGRESSION, PolicyState.initial());
  private PolicyState state = PolicyState.initial();

  @Test
  void countsWhatExceedsTheExpectedMisclassifications() {
    // the expected accuracy is 1, 0.95, 1, 1, 1
    StaticNumberMisclassification perfect = criterion(Optional.of(1.0), true);
    StaticNumberMisclassification nearly = criterion(Optional.of(0.95), true);

    assertThat(decide(perfect, 5)).isFalse();
    assertThat(decide(nearly, 9)).isFalse();
    assertThat(decide(perfect, 1)).isTrue();
    triggered(perfect);
    assertThat(decide(perfect, 9)).isFalse();
    assertThat(decide(perfect, 4)).isTrue();
  }

  @Test
  void aBetterAccuracyReducesTheNumberIfAllowed() {
    StaticNumberMisclassification reduced = criterion(Optional.of(0.25), true);
    assertThat(decide(reduced, 90)).isTrue(); // 15
    triggered(reduced);
    assertThat(decide(reduced, 85)).isTrue(); // 10
    assertThat(decide(reduced, 70)).isFalse(); // 5
    assertThat(decide(reduced, 80)).isTrue(); // 10

    StaticNumberMisclassification kept = criterion(Optional.of(0.25), false);
    triggered(kept);
    assertThat(decide(kept, 80)).isFalse(); // 5
    assertThat(decide(kept, 70)).isFalse(); // 5
    assertThat(decide(kept, 80)).isTrue(); // 10
  }

  @Test
  void eachEstimateIsRounded() {
    StaticNumberMisclassification config = criterion(Optional.of(0.75), false);
    // 24.5 of 98 samples are expected
    for (int interval = 0; interval < 100; interval++) {
      assertThat(decide(config, 98, 25)).isFalse(); // a half: the even one is 0
    }
    assertThat(decide(config, 98, 26)).isFalse(); // one and a half: 2
    assertThat(decide(config, 98, 33)).isTrue(); // eight and a half: 8
  }

  @Test
  void withoutAnExpectedAccuracyThatAfterTrainingsIsExpected() {
    StaticNumberMisclassification config = criterion(Optional.empty(), false);
    tracker.add(0.5);
    assertThat(decide(config, 50)).isFalse(); // no model was trained: none is avoidable

    tracker.modelTrained();
    tracker.add(0.9);
    assertThat(decide(config, 10)).isFalse(); // 0
    tracker.add(0.85);
    assertThat(decide(config, 15)).isFalse(); // 5
    tracker.add(0.84);
    assertThat(decide(config, 16)).isTrue(); // 5 + 6
  }

  @Test
  void looksAheadByTheForecastOfTheNextInterval() {
    StaticNumberMisclassification config = criterion(Optional.of(0.9), false);
    for (double accuracy : new double[] {0.9, 0.88, 0.86, 0.84, 0.82}) {
      tracker.add(accuracy);
    }
    // the trend leads to 0.86 - 3 * 0.2 / 10.5 = 0.8029: 9.7 of 100 samples are avoidable
    assertThat(decide(config, 10)).isFalse();
    assertThat(lookAhead(config, 100, 10)).isTrue();
    assertThat(lookAhead(config, 90, 10)).isFalse();
  }

  @Test
  void aForecastIsNotAddedToTheNumber() {
    StaticNumberMisclassification config = criterion(Optional.of(0.9), false);
    tracker.add(0.85);
    assertThat(lookAhead(config, 100, 10)).isFalse(); // 0, forecast 5
    assertThat(lookAhead(config, 100, 15)).isTrue(); // 5, forecast 10
    assertThat(lookAhead(config, 8, 14)).isFalse(); // 9, forecast 0.4
  }

  private static StaticNumberMisclassification criterion(
      Optional<Double> expectedAccuracy, boolean allowsReduction) {
    return new StaticNumberMisclassification(
        new AvoidableMisclassificationConfig(expectedAccuracy, allowsReduction, true), 10);
  }

  /** Decides about 100 samples. */
  private boolean decide(StaticNumberMisclassification config, long misclassifications) {
    return decide(config, 100, misclassifications);
  }

  private boolean decide(
      StaticNumberMisclassification config, long samples, long misclassifications) {
    return decide(
        new MisclassificationCriterion(config, false, 10, state), samples, misclassifications);
  }

  private boolean lookAhead(
      StaticNumberMisclassification config, int samplesPerInterval, long misclassifications) {
    return decide(
        new MisclassificationCriterion(config, true, samplesPerInterval, state),
        100,
        misclassifications);
  }

  private boolean decide(
      MisclassificationCriterion criterion, long samples, long misclassifications) {
    boolean triggers =
        criterion.decide(new Performance(samples, misclassifications, Map.of()), tracker);
    state = criterion.state();
    return triggers;
  }

  private void triggered(StaticNumberMisclassification config) {
    MisclassificationCriterion criterion = new MisclassificationCriterion(config, false, 10, state);
    criterion.triggered();
    state = criterion.state();
  }
}
