package org.modyn.supervisor.drift.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.pipeline.trigger.drift.Alternative;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.GoldenWindows;

/** Compares statistics of each feature with those of Evidently and SciPy in evidently.json. */
class EvidentlyStatisticsTest {
  private static final Map<String, BiFunction<double[], double[], double[]>> STATISTICS =
      statistics();

  /** Statistics of degenerate samples that are larger than this are rounding in SciPy. */
  private static final double LARGEST = 1e12;

  @ParameterizedTest
  @MethodSource("org.modyn.supervisor.drift.GoldenWindows#all")
  void statisticsAndPValuesAreThoseOfTheLibraries(GoldenWindows windows) {
    STATISTICS.forEach(
        (name, statistic) -> {
          JsonNode expected = windows.expected().get("statistics").get(name);
          assertThat(expected.size()).isEqualTo(windows.reference().columns());
          for (int column = 0; column < expected.size(); column++) {
            double[] reference = windows.reference().column(column);
            double[] current = windows.current().column(column);
            String feature = name + " of feature " + column;
            if (expected.get(column).isNull()) {
              assertUndefined(() -> statistic.apply(reference, current), feature);
            } else {
              assertEqual(statistic.apply(reference, current), expected.get(column), feature);
            }
          }
        });
  }

  private static void assertEqual(double[] actual, JsonNode expected, String feature) {
    assertThat(actual).as(feature).hasSameSizeAs(expected);
    for (int part = 0; part < actual.length; part++) {
      double value =
          expected.get(part).isNull()
              ? Double.NaN
              : Double.parseDouble(expected.get(part).asText());
      if (!Double.isFinite(value)) {
        assertThat(actual[part]).as(feature).isEqualTo(Double.valueOf(value));
      } else if (value < LARGEST) {
        // statistics, then p-values
        double tolerance = part == 0 ? 1e-9 * Math.max(1, Math.abs(value)) : 1e-6;
        assertThat(actual[part]).as(feature).isCloseTo(value, within(tolerance));
      }
    }
  }

  private static void assertUndefined(ThrowingCallable statistic, String feature) {
    assertThatThrownBy(statistic)
        .as(feature)
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION));
  }

  private static Map<String, BiFunction<double[], double[], double[]>> statistics() {
    Map<String, BiFunction<double[], double[], double[]>> statistics = new LinkedHashMap<>();
    statistics.put("hellinger", distance(HellingerDistance::distance));
    statistics.put("wasserstein", distance(WassersteinDistance::normalized));
    statistics.put("jensenshannon", distance(BinnedDivergences::jensenShannon));
    statistics.put("kl_div", distance(BinnedDivergences::kullbackLeibler));
    statistics.put("psi", distance(BinnedDivergences::populationStabilityIndex));
    statistics.put("ks", kolmogorovSmirnov(Alternative.TWO_SIDED));
    statistics.put("ks_greater", kolmogorovSmirnov(Alternative.GREATER));
    statistics.put("ks_less", kolmogorovSmirnov(Alternative.LESS));
    statistics.put("anderson", test(AndersonDarling::test));
    statistics.put("mannw", test(MannWhitney::less));
    statistics.put("es", test(EppsSingleton::test));
    statistics.put("t_test", test(StudentT::test));
    statistics.put(
        "emperical_mmd",
        distance((reference, current) -> EmpiricalMmd.test(reference, current, 0).statistic()));
    return statistics;
  }

  private static BiFunction<double[], double[], double[]> kolmogorovSmirnov(
      Alternative alternative) {
    return test(
        (reference, current) -> ExactKolmogorovSmirnov.test(reference, current, alternative));
  }

  private static BiFunction<double[], double[], double[]> distance(
      BiFunction<double[], double[], Double> distance) {
    return distance.andThen(value -> new double[] {value});
  }

  private static BiFunction<double[], double[], double[]> test(
      BiFunction<double[], double[], TestResult> test) {
    return test.andThen(result -> new double[] {result.statistic(), result.pValue()});
  }
}
