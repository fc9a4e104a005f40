package org.modyn.supervisor.drift;

import java.util.function.BiFunction;
import java.util.function.ToDoubleBiFunction;
import org.modyn.common.config.pipeline.trigger.drift.EvidentlyDriftMetricConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.statistics.AndersonDarling;
import org.modyn.supervisor.drift.statistics.BinnedDivergences;
import org.modyn.supervisor.drift.statistics.CramerVonMises;
import org.modyn.supervisor.drift.statistics.EmpiricalMmd;
import org.modyn.supervisor.drift.statistics.EnergyDistance;
import org.modyn.supervisor.drift.statistics.EppsSingleton;
import org.modyn.supervisor.drift.statistics.ExactKolmogorovSmirnov;
import org.modyn.supervisor.drift.statistics.HellingerDistance;
import org.modyn.supervisor.drift.statistics.MannWhitney;
import org.modyn.supervisor.drift.statistics.StudentT;
import org.modyn.supervisor.drift.statistics.TestResult;
import org.modyn.supervisor.drift.statistics.WassersteinDistance;

/**
 * Decides whether one component differs in two windows, as Evidently 0.4.27 does for a numerical
 * feature. A distance or p-value that is not a number is no difference.
 */
@FunctionalInterface
interface ComponentTest {
  /**
   * Compares the values of a component.
   *
   * @throws ModynException FAILED_PRECONDITION if the test is not defined for such values
   */
  boolean differs(double[] reference, double[] current);

  /**
   * Returns the test that a pipeline file names, for windows of two sizes.
   *
   * @param threshold the least distance, or the p-value, that counts as a difference
   * @param seed of the permutations of a permutation test
   * @throws ModynException FAILED_PRECONDITION if the test needs larger windows
   */
  static ComponentTest of(
      EvidentlyDriftMetricConfig.ComponentTest test,
      double threshold,
      int referenceSize,
      int currentSize,
      long seed) {
    return switch (test) {
      case WASSERSTEIN -> distanceAtLeast(threshold, WassersteinDistance::normalized);
      case KOLMOGOROV_SMIRNOV -> pValueAtMost(threshold, ExactKolmogorovSmirnov::test);
      case ANDERSON_DARLING -> pValueBelow(threshold, AndersonDarling::test);
      case CRAMER_VON_MISES -> {
        Windows.requireSamples("cramer_von_mises", referenceSize, currentSize, 2, 2);
        yield pValueAtMost(threshold, CramerVonMises.forSizes(referenceSize, currentSize)::apply);
      }
      case MANN_WHITNEY -> pValueBelow(threshold, MannWhitney::less);
      case EPPS_SINGLETON -> pValueBelow(threshold, EppsSingleton::test);
      case T_TEST -> pValueBelow(threshold, StudentT::test);
      case EMPIRICAL_MMD ->
          pValueBelow(
              threshold, (reference, current) -> EmpiricalMmd.test(reference, current, seed));
      case ENERGY_DISTANCE ->
          (reference, current) -> EnergyDistance.distance(reference, current) > threshold;
      case HELLINGER -> distanceAtLeast(threshold, HellingerDistance::distance);
      case JENSEN_SHANNON -> distanceAtLeast(threshold, BinnedDivergences::jensenShannon);
      case KULLBACK_LEIBLER -> distanceAtLeast(threshold, BinnedDivergences::kullbackLeibler);
      case POPULATION_STABILITY_INDEX ->
          distanceAtLeast(threshold, BinnedDivergences::populationStabilityIndex);
    };
  }

  private static ComponentTest distanceAtLeast(
      double threshold, ToDoubleBiFunction<double[], double[]> distance) {
    return (reference, current) -> distance.applyAsDouble(reference, current) >= threshold;
  }

  private static ComponentTest pValueBelow(
      double threshold, BiFunction<double[], double[], TestResult> test) {
    return (reference, current) -> test.apply(reference, current).pValue() < threshold;
  }

  private static ComponentTest pValueAtMost(
      double threshold, BiFunction<double[], double[], TestResult> test) {
    return (reference, current) -> test.apply(reference, current).pValue() <= threshold;
  }
}
