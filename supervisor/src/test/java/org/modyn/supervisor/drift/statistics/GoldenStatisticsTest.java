package org.modyn.supervisor.drift.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.pipeline.trigger.drift.Alternative;
import org.modyn.supervisor.drift.statistics.MaximumMeanDiscrepancy.Bandwidth;

/** Statistics equal SciPy's, or those of the published algorithms, as golden.py computes them. */
class GoldenStatisticsTest {
  private static final double STATISTIC = 1e-9;
  private static final double P_VALUE = 1e-6;

  static List<Arguments> univariate() {
    return cases("univariate");
  }

  private static List<Arguments> cases(String section) {
    return GoldenSamples.cases(section).stream()
        .map(
            golden ->
                Arguments.of(
                    Named.of(
                        golden.required("reference") + " and " + golden.required("current"),
                        golden)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("univariate")
  void kolmogorovSmirnovEqualsSciPy(JsonNode golden) {
    golden
        .path("ks")
        .properties()
        .forEach(
            expected ->
                assertEquals(
                    KolmogorovSmirnov.test(
                        reference(golden), current(golden), Alternative.valueOf(expected.getKey())),
                    expected.getValue()));
  }

  @Test
  void twoSingleValuesAreNoEvidence() {
    TestResult result = KolmogorovSmirnov.test(new double[] {1}, new double[] {2});

    assertThat(result.statistic()).isEqualTo(1);
    assertThat(result.pValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("univariate")
  void cramerVonMisesEqualsSciPy(JsonNode golden) {
    if (golden.has("cvm")) {
      assertEquals(CramerVonMises.test(reference(golden), current(golden)), golden.required("cvm"));
    }
  }

  @ParameterizedTest
  @MethodSource("univariate")
  void energyDistanceEqualsSciPy(JsonNode golden) {
    double expected = golden.required("energy").asDouble();
    assertThat(EnergyDistance.distance(reference(golden), current(golden)))
        .isCloseTo(expected, within(STATISTIC));
  }

  @ParameterizedTest
  @MethodSource("univariate")
  void energyDistanceOfVectorsOfOneNumberIsTheOneOfNumbers(JsonNode golden) {
    Vectors reference = GoldenSamples.vectors(golden.required("reference"));
    Vectors current = GoldenSamples.vectors(golden.required("current"));
    double distance =
        EnergyStatistic.test(
                reference, current, Permutations.none(reference.rows(), current.rows()))
            .statistic();
    // its square has a rounding error
    assertThat(distance * distance)
        .isCloseTo(
            Math.pow(EnergyDistance.distance(reference(golden), current(golden)), 2),
            within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("univariate")
  void chiSquaredEqualsSciPy(JsonNode golden) {
    assertEquals(ChiSquared.test(reference(golden), current(golden)), golden.required("chi2"));
  }

  @ParameterizedTest
  @MethodSource("univariate")
  void fisherExactEqualsSciPy(JsonNode golden) {
    golden
        .path("fisher")
        .properties()
        .forEach(
            expected -> {
              TestResult result =
                  FisherExact.test(
                      reference(golden), current(golden), Alternative.valueOf(expected.getKey()));
              String oddsRatio = expected.getValue().get(0).asText();
              switch (oddsRatio) {
                case "nan" -> assertThat(result.statistic()).isNaN();
                case "inf" -> assertThat(result.statistic()).isInfinite();
                default ->
                    assertThat(result.statistic())
                        .isCloseTo(Double.parseDouble(oddsRatio), within(STATISTIC));
              }
              assertThat(result.pValue())
                  .isCloseTo(expected.getValue().get(1).asDouble(), within(P_VALUE));
            });
  }

  @ParameterizedTest
  @MethodSource("univariate")
  void populationStabilityIndexFollowsItsDefinition(JsonNode golden) {
    golden
        .required("psi")
        .properties()
        .forEach(
            expected ->
                assertThat(
                        PopulationStabilityIndex.index(
                            reference(golden),
                            current(golden),
                            Integer.parseInt(expected.getKey())))
                    .isCloseTo(expected.getValue().asDouble(), within(STATISTIC)));
  }

  static List<Arguments> pairwise() {
    return cases("pairwise");
  }

  @ParameterizedTest
  @MethodSource("pairwise")
  void maximumMeanDiscrepancyEqualsAlibiDetect(JsonNode golden) {
    Vectors reference = GoldenSamples.vectors(golden.required("reference"));
    Vectors current = GoldenSamples.vectors(golden.required("current"));
    Permutations permutations =
        GoldenSamples.permutations(
            golden.required("seeds"), reference.rows(), reference.rows() + current.rows());
    for (Bandwidth bandwidth : Bandwidth.values()) {
      assertEquals(
          MaximumMeanDiscrepancy.test(reference, current, bandwidth, permutations),
          golden.required(bandwidth.name()));
      assertThat(
              MaximumMeanDiscrepancy.test(
                      reference,
                      current,
                      bandwidth,
                      Permutations.none(reference.rows(), current.rows()))
                  .statistic())
          .isCloseTo(
              golden.required(bandwidth.name()).required("statistic").asDouble(),
              within(STATISTIC));
    }
  }

  @ParameterizedTest
  @MethodSource("pairwise")
  void energyDistanceOfVectorsFollowsItsDefinition(JsonNode golden) {
    Vectors reference = GoldenSamples.vectors(golden.required("reference"));
    Vectors current = GoldenSamples.vectors(golden.required("current"));
    assertEquals(
        EnergyStatistic.test(
            reference,
            current,
            GoldenSamples.permutations(
                golden.required("seeds"), reference.rows(), reference.rows() + current.rows())),
        golden.required("energy"));
  }

  static List<Arguments> densityDifference() {
    return cases("density_difference");
  }

  @ParameterizedTest
  @MethodSource("densityDifference")
  void densityDifferenceEqualsAlibiDetect(JsonNode golden) {
    Vectors reference = GoldenSamples.vectors(golden.required("reference"));
    Vectors current = GoldenSamples.vectors(golden.required("current"));
    int[] centers =
        StreamSupport.stream(golden.required("centers").spliterator(), false)
            .mapToInt(JsonNode::asInt)
            .toArray();
    int compared = reference.rows() - centers.length;

    PermutationTest test =
        LeastSquaresDensityDifference.test(
            reference,
            current,
            centers,
            golden.required("lambda_rd_max").asDouble(),
            GoldenSamples.permutations(
                golden.required("seeds"), compared, compared + current.rows()));

    assertEquals(test, golden);
  }

  @Test
  void fractionOfGreaterPermutationsIsThePValue() {
    PermutationTest test = new PermutationTest(3, new double[] {1, 3, 2.9999, 4, 0}, 1e-6);

    assertThat(test.pValue()).hasValue(0.4);
    assertThat(new PermutationTest(3, new double[0], 0).pValue()).isEmpty();
  }

  private static double[] reference(JsonNode golden) {
    return GoldenSamples.numbers(golden.required("reference"));
  }

  private static double[] current(JsonNode golden) {
    return GoldenSamples.numbers(golden.required("current"));
  }

  private static void assertEquals(TestResult result, JsonNode expected) {
    double statistic = expected.get(0).asDouble();
    assertThat(result.statistic())
        .isCloseTo(statistic, within(STATISTIC * Math.max(1, Math.abs(statistic))));
    assertThat(result.pValue()).isCloseTo(expected.get(1).asDouble(), within(P_VALUE));
  }

  private static void assertEquals(PermutationTest test, JsonNode expected) {
    assertThat(test.statistic())
        .isCloseTo(expected.required("statistic").asDouble(), within(STATISTIC));
    JsonNode permuted = expected.required("permuted");
    assertThat(test.permuted()).hasSize(permuted.size());
    IntStream.range(0, permuted.size())
        .forEach(
            index ->
                assertThat(test.permuted()[index])
                    .isCloseTo(permuted.get(index).asDouble(), within(STATISTIC)));
  }
}
