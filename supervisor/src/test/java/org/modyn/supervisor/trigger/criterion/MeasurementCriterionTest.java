package org.modyn.supervisor.trigger.criterion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.supervisor.state.PolicyState;

/** The values of the examples are those of the original's test_decision_policy. */
class MeasurementCriterionTest {
  @Example
  void staticThreshold() {
    MeasurementCriterion higher = new StaticThreshold(0.5, Direction.HIGHER);
    assertThat(decisions(higher, 0.6, 0.4, 0.5)).containsExactly(true, false, true);
    assertThat(higher.state().isInitial()).isTrue();
    assertThat(decisions(new StaticThreshold(0.8, Direction.LOWER), 0.79, 0.81, 0.8))
        .containsExactly(true, false, true);
  }

  @Example
  void theFirstMeasurementTriggers() {
    for (double quantile : new double[] {0.1, 0.5, 0.9}) {
      assertThat(quantile(3, quantile, Direction.HIGHER).evaluate(0.5)).isTrue();
    }
    assertThat(average(2, 0.1, true, Direction.LOWER).evaluate(0.5)).isTrue();
  }

  @Example
  void quantileOfTheWindow() {
    MeasurementCriterion criterion = quantile(4, 0.5, Direction.HIGHER);
    for (double value : new double[] {0.4, 0.5, 0.6, 0.7}) {
      criterion.add(value);
    }
    assertThat(decisions(criterion, 0.3, 0.8, 0.6)).containsExactly(false, true, false);

    MeasurementCriterion full = quantile(3, 0.5, Direction.HIGHER);
    decisions(full, 0.4, 0.6, 0.7);
    assertThat(full.evaluate(0.8)).isTrue();
  }

  @Example
  void quantileOfHighValues() {
    MeasurementCriterion criterion = quantile(4, 0.25, Direction.HIGHER);
    decisions(criterion, 5, 11, 15, 10);
    assertThat(decisions(criterion, 10, 11.1, 14.5)).containsExactly(false, false, true);
  }

  @Example
  void quantileOfLowValues() {
    MeasurementCriterion criterion = quantile(3, 0.25, Direction.LOWER);
    decisions(criterion, 0.9, 0.7, 0.5);
    assertThat(decisions(criterion, 0.9, 0.61, 0.53, 0.59))
        .containsExactly(false, false, true, false);
  }

  @Example
  void absoluteDeviationFromTheAverage() {
    MeasurementCriterion criterion = average(2, 0.1, true, Direction.HIGHER);
    decisions(criterion, 1.0, 0.6, 0.7, 0.9);
    assertThat(decisions(criterion, 0.7, 0.8, 0.85)).containsExactly(false, false, false);
  }

  @Example
  void relativeDeviationFromTheAverage() {
    MeasurementCriterion criterion = average(2, 0.21, false, Direction.LOWER);
    decisions(criterion, 1.0, 0.6, 0.3, 0.7);
    assertThat(decisions(criterion, 0.4, 0.43)).containsExactly(false, true);
  }

  /** Against the definition: the sorted measurements, interpolated linearly. */
  @Property
  void quantileIsThatOfItsDefinition(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -5, max = 5) Double> before,
      @ForAll @DoubleRange(min = 0, max = 1) double quantile,
      @ForAll @DoubleRange(min = -5, max = 5) double measurement,
      @ForAll @IntRange(min = 1, max = 25) int window) {
    MeasurementCriterion criterion = quantile(window, quantile, Direction.LOWER);
    before.forEach(criterion::add);

    double[] kept =
        before.subList(Math.max(0, before.size() - window), before.size()).stream()
            .mapToDouble(value -> value)
            .sorted()
            .toArray();
    double position = quantile * (kept.length - 1);
    int below = (int) position;
    double threshold =
        below + 1 < kept.length
            ? kept[below] * (below + 1 - position) + kept[below + 1] * (position - below)
            : kept[below];
    if (Math.abs(measurement - threshold) > 1e-9) {
      assertThat(criterion.isExtreme(measurement)).isEqualTo(measurement < threshold);
    }
  }

  @Property
  void continuesFromItsState(
      @ForAll @Size(max = 30) List<@DoubleRange(min = 0, max = 1) Double> values,
      @ForAll @IntRange(min = 1, max = 6) int window,
      @ForAll Direction direction) {
    List<Function<PolicyState, MeasurementCriterion>> criteria =
        List.of(
            state -> new DynamicQuantile(window, 0.2, direction, state),
            state -> new DynamicRollingAverage(window, 0.1, true, direction, state),
            state -> new DynamicRollingAverage(window, 0.1, false, direction, state));
    for (Function<PolicyState, MeasurementCriterion> create : criteria) {
      MeasurementCriterion criterion = create.apply(PolicyState.initial());
      PolicyState state = PolicyState.initial();
      for (double value : values) {
        MeasurementCriterion restored = create.apply(state);
        assertThat(restored.isExtreme(value)).isEqualTo(criterion.isExtreme(value));
        assertThat(restored.evaluate(value)).isEqualTo(criterion.evaluate(value));
        state = restored.state();
      }
      assertThat(state).isEqualTo(criterion.state());
    }
  }

  private static MeasurementCriterion quantile(int window, double quantile, Direction direction) {
    return new DynamicQuantile(window, quantile, direction, PolicyState.initial());
  }

  private static MeasurementCriterion average(
      int window, double deviation, boolean isAbsolute, Direction direction) {
    return new DynamicRollingAverage(
        window, deviation, isAbsolute, direction, PolicyState.initial());
  }

  private static List<Boolean> decisions(MeasurementCriterion criterion, double... values) {
    return Arrays.stream(values).mapToObj(criterion::evaluate).toList();
  }
}
