package org.modyn.supervisor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.statistics.GoldenSamples;

class StatisticalMetricsTest {
  private static final Map<String, String> UNIVARIATE =
      Map.of("ks", "AlibiDetectKSDriftMetric", "cvm", "AlibiDetectCVMDriftMetric");

  static List<JsonNode> featureTests() {
    return GoldenSamples.cases("feature_tests");
  }

  @ParameterizedTest
  @MethodSource("featureTests")
  void featuresAreCombinedAsInAlibiDetect(JsonNode golden) {
    DriftMeasurement measurement =
        metric(
                "%s, p_val: %s, correction: %s"
                    .formatted(
                        UNIVARIATE.get(golden.required("test").asText()),
                        golden.required("level").asText(),
                        golden.required("correction").asText().toLowerCase(Locale.ROOT)))
            .measure(features(golden.required("reference")), features(golden.required("current")));

    assertThat(measurement.distance())
        .isCloseTo(golden.required("distance").asDouble(), within(1e-9));
    DriftMeasurement.Test test = measurement.test().orElseThrow();
    assertThat(test.pValue()).isCloseTo(golden.required("p_value").asDouble(), within(1e-6));
    assertThat(test.threshold()).isCloseTo(golden.required("threshold").asDouble(), within(1e-12));
    assertThat(test.rejects()).isEqualTo(golden.required("rejects").asBoolean());
  }

  private static Features features(JsonNode sample) {
    return Features.of(GoldenSamples.values(sample), GoldenSamples.columns(sample));
  }

  /** The metrics, on features that all of them allow. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AlibiDetectKSDriftMetric",
        "AlibiDetectCVMDriftMetric",
        "AlibiDetectMmdDriftMetric, num_permutations: 30",
        "LsddDriftMetric, num_permutations: 30, num_kernel_centers: 10",
        "ChiSquaredDriftMetric",
        "FisherExactDriftMetric",
        "EnergyDistanceDriftMetric, num_permutations: 30",
        "PopulationStabilityIndexDriftMetric"
      })
  void driftIsFound(String config) {
    DriftMeasurement none = metric(config).measure(binary(250, 0.5, 1), binary(250, 0.5, 2));
    DriftMeasurement drift = metric(config).measure(binary(250, 0.5, 1), binary(250, 0.75, 2));

    assertThat(drift.distance()).isGreaterThan(2 * Math.abs(none.distance()));
    assertThat(drift.test().map(DriftMeasurement.Test::rejects)).isNotEqualTo(Optional.of(false));
    assertThat(none.test().map(DriftMeasurement.Test::rejects)).isNotEqualTo(Optional.of(true));
    assertThat(metric(config).measure(binary(250, 0.5, 1), binary(250, 0.75, 2))).isEqualTo(drift);
  }

  private static Features binary(int rows, double frequency, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * 6];
    for (int index = 0; index < values.length; index++) {
      values[index] = random.nextDouble() < frequency ? 1 : 0;
    }
    return Features.of(values, 6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AlibiDetectMmdDriftMetric | 1 | 5 | reference window, which has 1",
        "AlibiDetectMmdDriftMetric | 5 | 1 | current window, which has 1",
        "AlibiDetectCVMDriftMetric | 1 | 5 | reference window, which has 1",
        "LsddDriftMetric | 2 | 5 | at least 3 samples in the reference window, which has 2",
        "'LsddDriftMetric, num_kernel_centers: 9' | 10 | 5 | at least 11 samples in the reference"
      })
  void windowsCanBeTooSmall(String config, int referenceRows, int currentRows, String message) {
    assertFails(config, binary(referenceRows, 0.5, 1), binary(currentRows, 0.5, 2), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AlibiDetectKSDriftMetric | 1",
        // Yates's correction is as great as the difference
        "ChiSquaredDriftMetric | 0",
        "FisherExactDriftMetric | 1",
        "'EnergyDistanceDriftMetric, num_permutations: 3' | 2.213363839400643",
        "PopulationStabilityIndexDriftMetric | 18.41883867587797"
      })
  void windowsOfOneSampleAreAllowed(String config, double distance) {
    assertThat(metric(config).measure(binary(1, 0, 1), binary(1, 0, 2)).distance()).isZero();
    assertThat(metric(config).measure(binary(1, 0, 1), binary(1, 1, 2)).distance())
        .isCloseTo(distance, within(1e-9));
  }

  @Test
  void equalConstantWindowsHaveNoDensityDifference() {
    DriftMeasurement measurement =
        metric("LsddDriftMetric").measure(binary(60, 1, 1), binary(40, 1, 2));

    assertThat(measurement.distance()).isCloseTo(0, within(1e-12));
    assertThat(measurement.test().orElseThrow().pValue()).isEqualTo(1);
    assertThat(metric("LsddDriftMetric").measure(binary(60, 1, 1), binary(40, 0, 2)).distance())
        .isGreaterThan(0.01);
  }

  @Test
  void regularizationCanBeImpossible() {
    assertFails(
        "LsddDriftMetric, lambda_rd_max: 0",
        binary(40, 0.5, 1),
        binary(40, 0.5, 2),
        "increase lambda_rd_max");
  }

  @Test
  void fishersTestRefusesOtherValues() {
    assertFails(
        "FisherExactDriftMetric",
        binary(5, 0.5, 1),
        Features.of(new float[] {1, 0, 0.5f, 1, 1, 1}, 6),
        "feature 2 is 0.5 in a sample");
  }

  private static void assertFails(
      String config, Features reference, Features current, String message) {
    assertThatThrownBy(() -> metric(config).measure(reference, current))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessageContaining(message);
  }

  @Test
  void seedsDecideAboutPermutations() {
    Features reference = binary(40, 0.5, 1);
    Features current = binary(40, 0.55, 2);
    DriftMetricConfig config = config("AlibiDetectMmdDriftMetric, num_permutations: 200");

    List<DriftMeasurement> measurements =
        LongStream.rangeClosed(1, 5)
            .mapToObj(seed -> DriftMetrics.create(config, seed).measure(reference, current))
            .toList();

    assertThat(measurements)
        .extracting(DriftMeasurement::distance)
        .containsOnly(measurements.getFirst().distance());
    assertThat(Set.copyOf(measurements)).hasSizeGreaterThan(1);
  }

  private static DriftMetric metric(String config) {
    return DriftMetrics.create(config(config), 1);
  }

  private static DriftMetricConfig config(String start) {
    return ConfigLoader.parse(
        "metric.yaml",
        "{id: %s, decision_criterion: {id: ThresholdDecisionCriterion, threshold: 0.5}}"
            .formatted(start),
        DriftMetricConfig.class);
  }
}
