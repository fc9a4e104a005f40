package org.modyn.supervisor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Measures, configured as in a pipeline file, what Evidently measures in evidently.json. */
class EvidentlyDriftMetricsTest {
  private static final double TOLERANCE = 1e-9;

  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void hellingerDistanceIsThatOfTheOriginal(GoldenWindows windows) {
    assertMeasures(
        "EvidentlyHellingerDistanceDriftMetric", windows, windows.expected().get("hellinger"));
  }

  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void distanceOfTheMeansIsEvidentlys(GoldenWindows windows) {
    windows
        .expected()
        .get("simple")
        .properties()
        .forEach(
            entry ->
                assertMeasures(
                    "EvidentlySimpleDistanceDriftMetric, distance_metric: " + entry.getKey(),
                    windows,
                    entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void ratioIsEvidentlys(GoldenWindows windows) {
    windows
        .expected()
        .get("ratio")
        .properties()
        .forEach(
            entry -> {
              String[] testAndThreshold = entry.getKey().split(" ");
              assertMeasures(
                  "EvidentlyRatioDriftMetric, component_stattest: "
                      + testAndThreshold[0]
                      + ", component_stattest_threshold: "
                      + testAndThreshold[1],
                  windows,
                  entry.getValue());
            });
  }

  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void areaUnderTheCurveOfTheClassifierIsEvidentlys(GoldenWindows windows) {
    assertMeasuresArea("EvidentlyModelDriftMetric", windows, windows.expected().get("model"));
  }

  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void metricsOfPrincipalComponentsAreEvidentlys(GoldenWindows windows) {
    windows
        .expected()
        .get("pca")
        .properties()
        .forEach(
            entry -> {
              JsonNode expected = entry.getValue();
              String components = ", num_pca_component: " + entry.getKey();
              assertMeasures(
                  "EvidentlySimpleDistanceDriftMetric" + components,
                  windows,
                  expected.path("euclidean"));
              assertMeasures(
                  "EvidentlyRatioDriftMetric" + components, windows, expected.path("ratio"));
              assertMeasuresArea(
                  "EvidentlyModelDriftMetric" + components, windows, expected.path("model"));
            });
  }

  @Test
  void noPrincipalComponentsAreNoReduction() {
    GoldenWindows windows = GoldenWindows.all().findFirst().orElseThrow();
    assertMeasuresArea(
        "EvidentlyModelDriftMetric, num_pca_component: 0",
        windows,
        windows.expected().get("model"));
  }

  @Test
  void permutationTestOfTheDiscrepancyFindsTheFeaturesThatDiffer() {
    GoldenWindows windows = GoldenWindows.all().findFirst().orElseThrow();
    // all but the constant feature and the one with an outlier, according to the other tests
    double ratio =
        metric("EvidentlyRatioDriftMetric, component_stattest: emperical_mmd")
            .measure(windows.reference(), windows.current())
            .distance();
    assertThat(ratio).isBetween(0.375, 0.75);
    assertThat(
            metric("EvidentlyRatioDriftMetric, component_stattest: emperical_mmd")
                .measure(windows.reference(), windows.reference())
                .distance())
        .isZero();
  }

  @Test
  void errorNamesTheComponent() {
    Features constant = Features.of(new float[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 0}, 2);
    assertThatThrownBy(
            () ->
                metric("EvidentlyRatioDriftMetric, component_stattest: anderson")
                    .measure(constant, constant))
        .hasMessage("component 1: the Anderson-Darling test is not defined: all 10 values are 0.0");
  }

  @Test
  void cosineDistanceOfZerosIsNotDefined() {
    Features zeros = Features.of(new float[] {-1, 1}, 1);
    Features ones = Features.of(new float[] {1}, 1);
    assertThatThrownBy(
            () ->
                metric("EvidentlySimpleDistanceDriftMetric, distance_metric: cosine")
                    .measure(ones, zeros))
        .hasMessage(
            "the cosine distance is not defined: all features of the current window have the mean"
                + " 0");
  }

  /**
   * Expects the same area if scikit-learn's does not depend on rounding; otherwise, one that is not
   * farther from the range of scikit-learn's areas than this is wide.
   */
  private static void assertMeasuresArea(String metric, GoldenWindows windows, JsonNode areas) {
    if (!areas.isArray() || areas.get(0).equals(areas.get(1))) {
      assertMeasures(metric, windows, areas.isArray() ? areas.get(0) : areas);
      return;
    }
    double least = areas.get(0).doubleValue();
    double greatest = areas.get(1).doubleValue();
    assertThat(metric(metric).measure(windows.reference(), windows.current()).distance())
        .isBetween(2 * least - greatest, 2 * greatest - least);
  }

  private static void assertMeasures(String metric, GoldenWindows windows, JsonNode expected) {
    DriftMetric created = metric(metric);
    if (expected.isNull() || expected.isMissingNode()) {
      assertThatThrownBy(() -> created.measure(windows.reference(), windows.current()))
          .as(metric)
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION));
      return;
    }
    DriftMeasurement measured = created.measure(windows.reference(), windows.current());
    assertThat(measured.test()).isEmpty();
    double distance = expected.doubleValue();
    assertThat(measured.distance())
        .as(metric)
        .isCloseTo(distance, within(TOLERANCE * Math.max(1, distance)));
  }

  private static DriftMetric metric(String idAndSettings) {
    String yaml =
        "{decision_criterion: {id: ThresholdDecisionCriterion, threshold: 1}, id: "
            + idAndSettings
            + "}";
    return DriftMetrics.create(ConfigLoader.parse("metric.yaml", yaml, DriftMetricConfig.class), 1);
  }
}
