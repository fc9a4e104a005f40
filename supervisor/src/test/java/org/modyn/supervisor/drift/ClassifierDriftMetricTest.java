package org.modyn.supervisor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.pipeline.trigger.drift.ClassifierDriftMetricConfig.PredictionTest;

/** Compares with Alibi-Detect's ClassifierDrift with a logistic regression, in evidently.json. */
class ClassifierDriftMetricTest {
  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void distancesAndPValuesAreThoseOfAlibiDetect(GoldenWindows windows) {
    windows
        .expected()
        .get("classifier")
        .properties()
        .forEach(
            entry -> {
              String[] foldsAndSeed = entry.getKey().split(" ");
              for (PredictionTest test : PredictionTest.values()) {
                ClassifierDriftMetric metric =
                    new ClassifierDriftMetric(
                        test,
                        Integer.parseInt(foldsAndSeed[0]),
                        0.05,
                        Long.parseLong(foldsAndSeed[1]));
                assertMeasures(metric, windows, entry.getValue(), test);
              }
            });
  }

  private static void assertMeasures(
      ClassifierDriftMetric metric, GoldenWindows windows, JsonNode results, PredictionTest test) {
    if (results.isNull()) {
      assertThatThrownBy(() -> metric.measure(windows.reference(), windows.current()))
          .hasMessageStartingWith("ClassifierDriftMetric needs at least ");
      return;
    }
    JsonNode expected =
        results.get(test == PredictionTest.BINOMIAL ? "binomial" : "kolmogorov_smirnov");
    DriftMeasurement measured = metric.measure(windows.reference(), windows.current());
    DriftMeasurement.Test measuredTest = measured.test().orElseThrow();
    assertThat(measured.distance()).isCloseTo(expected.get(0).doubleValue(), within(1e-9));
    assertThat(measuredTest.pValue()).isCloseTo(expected.get(1).doubleValue(), within(1e-6));
    assertThat(measuredTest.threshold()).isEqualTo(0.05);
    assertThat(measuredTest.rejects()).isEqualTo(expected.get(1).doubleValue() < 0.05);
  }

  @Test
  void theProbabilityOfAFalseAlarmIsThatOfTheTest() {
    Random random = new Random(3);
    ClassifierDriftMetric metric = new ClassifierDriftMetric(PredictionTest.BINOMIAL, 5, 0.05, 1);
    int alarms = 0;
    for (int repetition = 0; repetition < 200; repetition++) {
      Features reference = normal(60, 0, random);
      Features current = normal(60, 0, random);
      if (metric.measure(reference, current).test().orElseThrow().rejects()) {
        alarms++;
      }
    }
    // More than 24 of 200 alarms at 5 % have a probability below 0.0001 for independent
    // predictions; those of a cross-validation depend on each other somewhat.
    assertThat(alarms).isLessThan(25);
    assertThat(
            metric
                .measure(normal(60, 0, random), normal(60, 1, random))
                .test()
                .orElseThrow()
                .rejects())
        .isTrue();
  }

  private static Features normal(int rows, double mean, Random random) {
    float[] values = new float[rows * 3];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) (mean + random.nextGaussian());
    }
    return Features.of(values, 3);
  }
}
