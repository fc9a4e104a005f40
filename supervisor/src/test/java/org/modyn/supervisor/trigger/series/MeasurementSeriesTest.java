package org.modyn.supervisor.trigger.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod;
import org.modyn.supervisor.state.PolicyState;

/** The forecasts of scikit-learn are in ridge.json, made by ridge.py beside it. */
class MeasurementSeriesTest {
  private static final double RELATIVE = 1e-9;

  @Test
  void forecastsAreThoseOfScikitLearn() throws IOException {
    JsonNode all = read().path("series");
    assertThat(all).hasSizeGreaterThan(10);
    for (JsonNode example : all) {
      MeasurementSeries series = new MeasurementSeries(PolicyState.initial());
      RecentMeasurements recent = new RecentMeasurements(1000, PolicyState.initial());
      for (JsonNode observation : example.path("observations")) {
        series.add(observation.doubleValue());
        recent.add(observation.doubleValue());
      }
      boolean isLongEnough = example.path("observations").size() >= 5;
      double ridge = example.path(isLongEnough ? "ridge" : "average").doubleValue();
      double average = example.path("average").doubleValue();

      assertClose(series.forecast(ForecastingMethod.RIDGE_REGRESSION), ridge);
      assertClose(series.forecast(ForecastingMethod.ROLLING_AVERAGE), average);
      assertClose(recent.forecast(ForecastingMethod.RIDGE_REGRESSION), ridge);
      assertClose(recent.forecast(ForecastingMethod.ROLLING_AVERAGE), average);
    }
  }

  @Test
  void linesAreThoseOfScikitLearn() throws IOException {
    JsonNode all = read().path("lines");
    assertThat(all).hasSizeGreaterThan(5);
    for (JsonNode example : all) {
      RidgeRegression regression = new RidgeRegression(1, PolicyState.initial());
      for (int index = 0; index < example.path("x").size(); index++) {
        regression.add(
            example.path("x").path(index).doubleValue(),
            example.path("y").path(index).doubleValue());
      }
      for (int index = 0; index < example.path("at").size(); index++) {
        assertClose(
            regression.predict(example.path("at").path(index).doubleValue()),
            example.path("predictions").path(index).doubleValue());
      }
    }
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isEqualTo(expected, within(RELATIVE * Math.max(1e-3, Math.abs(expected))));
  }

  private static JsonNode read() throws IOException {
    try (InputStream input = MeasurementSeriesTest.class.getResourceAsStream("ridge.json")) {
      return JsonMapper.builder().build().readTree(input);
    }
  }

  @Property
  void continuesFromItsState(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -1e6, max = 1e6) Double> values,
      @ForAll @IntRange(min = 1, max = 8) int limit) {
    MeasurementSeries series = new MeasurementSeries(PolicyState.initial());
    RecentMeasurements recent = new RecentMeasurements(limit, PolicyState.initial());
    MeasurementSeries restoredSeries = new MeasurementSeries(PolicyState.initial());
    RecentMeasurements restoredRecent = new RecentMeasurements(limit, PolicyState.initial());
    for (double value : values) {
      series.add(value);
      recent.add(value);
      restoredSeries = new MeasurementSeries(restoredSeries.state());
      restoredSeries.add(value);
      restoredRecent = new RecentMeasurements(limit, restoredRecent.state());
      restoredRecent.add(value);
    }

    for (ForecastingMethod method : ForecastingMethod.values()) {
      assertThat(restoredSeries.forecast(method)).isEqualTo(series.forecast(method));
      assertThat(restoredRecent.forecast(method)).isEqualTo(recent.forecast(method));
    }
    List<Double> newest = values.subList(Math.max(0, values.size() - limit), values.size());
    assertThat(restoredRecent.sorted())
        .containsExactly(newest.stream().mapToDouble(value -> value).sorted().toArray());
  }

  @Test
  void nothingIsForecastFromNothing() {
    MeasurementSeries series = new MeasurementSeries(PolicyState.initial());
    assertThatThrownBy(() -> series.forecast(ForecastingMethod.ROLLING_AVERAGE))
        .isInstanceOf(IllegalStateException.class);
    series.add(1);
    series.clear();
    assertThat(series.isEmpty()).isTrue();
    assertThat(series.state().isInitial()).isTrue();
    assertThatThrownBy(() -> series.add(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
