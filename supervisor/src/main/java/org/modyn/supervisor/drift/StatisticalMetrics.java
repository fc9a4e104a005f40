package org.modyn.supervisor.drift;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.modyn.common.config.pipeline.trigger.drift.AlibiDetectDriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.StatisticalDriftMetricConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.statistics.ChiSquared;
import org.modyn.supervisor.drift.statistics.CramerVonMises;
import org.modyn.supervisor.drift.statistics.EnergyStatistic;
import org.modyn.supervisor.drift.statistics.FisherExact;
import org.modyn.supervisor.drift.statistics.KolmogorovSmirnov;
import org.modyn.supervisor.drift.statistics.LeastSquaresDensityDifference;
import org.modyn.supervisor.drift.statistics.MaximumMeanDiscrepancy;
import org.modyn.supervisor.drift.statistics.MaximumMeanDiscrepancy.Bandwidth;
import org.modyn.supervisor.drift.statistics.PermutationTest;
import org.modyn.supervisor.drift.statistics.Permutations;
import org.modyn.supervisor.drift.statistics.PopulationStabilityIndex;
import org.modyn.supervisor.drift.statistics.TestResult;
import org.modyn.supervisor.drift.statistics.Vectors;

/** Applies the statistics of {@link org.modyn.supervisor.drift.statistics} to windows. */
final class StatisticalMetrics {
  private StatisticalMetrics() {}

  static DriftMetric create(AlibiDetectDriftMetricConfig config, long seed) {
    return switch (config) {
      case AlibiDetectDriftMetricConfig.Mmd mmd -> maximumMeanDiscrepancy(mmd, seed);
      case AlibiDetectDriftMetricConfig.KolmogorovSmirnov ks ->
          new FeatureTests(
              (referenceRows, currentRows) ->
                  (feature, reference, current) ->
                      KolmogorovSmirnov.test(reference, current, ks.alternativeHypothesis()),
              ks.common().pVal(),
              ks.correction());
      case AlibiDetectDriftMetricConfig.CramerVonMises cvm ->
          new FeatureTests(
              StatisticalMetrics::cramerVonMises, cvm.common().pVal(), cvm.correction());
    };
  }

  static DriftMetric create(StatisticalDriftMetricConfig config, long seed) {
    return switch (config) {
      case StatisticalDriftMetricConfig.Lsdd lsdd -> densityDifference(lsdd, seed);
      case StatisticalDriftMetricConfig.ChiSquared chiSquared ->
          new FeatureTests(
              (referenceRows, currentRows) ->
                  (feature, reference, current) -> ChiSquared.test(reference, current),
              chiSquared.common().pVal(),
              chiSquared.correction());
      case StatisticalDriftMetricConfig.FisherExact fisher -> fisherExact(fisher);
      case StatisticalDriftMetricConfig.EnergyDistance energy -> energyDistance(energy, seed);
      case StatisticalDriftMetricConfig.PopulationStabilityIndex index -> stabilityIndex(index);
    };
  }

  private static DriftMetric maximumMeanDiscrepancy(
      AlibiDetectDriftMetricConfig.Mmd config, long seed) {
    Bandwidth bandwidth =
        config.configureKernelFromXRef() ? Bandwidth.REFERENCE : Bandwidth.BETWEEN;
    return (reference, current) -> {
      Windows.requireSamples(
          "the maximum mean discrepancy", reference.rows(), current.rows(), 2, 2);
      return measurement(
          MaximumMeanDiscrepancy.test(
              vectors(reference),
              vectors(current),
              bandwidth,
              permutations(config.numPermutations(), reference.rows(), current.rows(), seed)),
          config.common().pVal());
    };
  }

  private static FeatureTests.FeatureTest cramerVonMises(int referenceRows, int currentRows) {
    Windows.requireSamples("the Cramér-von Mises test", referenceRows, currentRows, 2, 2);
    CramerVonMises test = CramerVonMises.forSizes(referenceRows, currentRows);
    return (feature, reference, current) -> test.apply(reference, current);
  }

  private static DriftMetric densityDifference(
      StatisticalDriftMetricConfig.Lsdd config, long seed) {
    return (reference, current) -> {
      int centers = config.numKernelCenters().orElse(Math.max(1, reference.rows() / 20));
      Windows.requireSamples(
          "the least-squares density difference", reference.rows(), current.rows(), centers + 2, 1);
      RandomGenerator random = new SplittableRandom(seed);
      return measurement(
          LeastSquaresDensityDifference.test(
              vectors(reference),
              vectors(current),
              draw(centers, reference.rows(), random),
              config.lambdaRdMax(),
              Permutations.random(
                  config.numPermutations(), reference.rows() - centers, current.rows(), random)),
          config.common().pVal());
    };
  }

  /** Draws different numbers below a bound. */
  private static int[] draw(int count, int bound, RandomGenerator random) {
    int[] numbers = IntStream.range(0, bound).toArray();
    for (int index = 0; index < count; index++) {
      int drawn = random.nextInt(index, bound);
      int number = numbers[drawn];
      numbers[drawn] = numbers[index];
      numbers[index] = number;
    }
    return IntStream.range(0, count).map(index -> numbers[index]).toArray();
  }

  private static DriftMetric fisherExact(StatisticalDriftMetricConfig.FisherExact config) {
    return new FeatureTests(
        (referenceRows, currentRows) ->
            (feature, reference, current) -> {
              double difference =
                  Math.abs(frequency(feature, reference) - frequency(feature, current));
              return new TestResult(
                  difference,
                  FisherExact.test(reference, current, config.alternativeHypothesis()).pValue());
            },
        config.common().pVal(),
        config.correction());
  }

  /** Returns how often a feature is 1. */
  private static double frequency(int feature, double[] values) {
    double ones = 0;
    for (double value : values) {
      if (value != 0 && value != 1) {
        throw ModynException.failedPrecondition(
            "Fisher's exact test needs features of 0 and 1, but feature %d is %s in a sample; use"
                + " ChiSquaredDriftMetric for other categories",
            feature, value);
      }
      ones += value;
    }
    return ones / values.length;
  }

  private static DriftMetric energyDistance(
      StatisticalDriftMetricConfig.EnergyDistance config, long seed) {
    return (reference, current) ->
        measurement(
            EnergyStatistic.test(
                vectors(reference),
                vectors(current),
                permutations(config.numPermutations(), reference.rows(), current.rows(), seed)),
            config.common().pVal());
  }

  private static DriftMetric stabilityIndex(
      StatisticalDriftMetricConfig.PopulationStabilityIndex config) {
    return (reference, current) ->
        DriftMeasurement.ofDistance(
            IntStream.range(0, reference.columns())
                .mapToDouble(
                    feature ->
                        PopulationStabilityIndex.index(
                            reference.column(feature), current.column(feature), config.numBins()))
                .average()
                .orElseThrow());
  }

  private static Vectors vectors(Features features) {
    return Vectors.of(features.values(), features.columns());
  }

  private static Permutations permutations(
      Optional<Integer> count, int referenceRows, int currentRows, long seed) {
    return count
        .map(
            number ->
                Permutations.random(number, referenceRows, currentRows, new SplittableRandom(seed)))
        .orElseGet(() -> Permutations.none(referenceRows, currentRows));
  }

  private static DriftMeasurement measurement(PermutationTest test, double level) {
    return new DriftMeasurement(
        test.statistic(),
        test.pValue().isPresent()
            ? Optional.of(
                new DriftMeasurement.Test(
                    test.pValue().getAsDouble(), level, test.pValue().getAsDouble() < level))
            : Optional.empty());
  }
}
