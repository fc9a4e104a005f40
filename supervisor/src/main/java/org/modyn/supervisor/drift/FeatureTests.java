package org.modyn.supervisor.drift;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.modyn.common.config.pipeline.trigger.drift.Correction;
import org.modyn.supervisor.drift.statistics.TestResult;

/**
 * A statistical test of each feature. The distance is the mean of the statistics, the p-value the
 * mean of the p-values; the hypothesis that all features have the same distribution is rejected
 * with a correction for the number of tests. It equals the univariate detectors of Alibi-Detect
 * 0.12 ({@code cd/base.py}, {@code utils/statstest.py}), whose results per feature the original
 * averages.
 *
 * <p>Time: the test's for each feature, on the common pool of the JVM; memory: both windows of one
 * feature for each thread.
 */
final class FeatureTests implements DriftMetric {
  private final TestFactory tests;
  private final double level;
  private final Correction correction;

  /**
   * @param level the accepted probability of a false rejection, or false discovery rate
   */
  FeatureTests(TestFactory tests, double level, Correction correction) {
    this.tests = requireNonNull(tests, "tests is null");
    this.level = level;
    this.correction = requireNonNull(correction, "correction is null");
  }

  /** Creates the test for windows of given sizes. */
  @FunctionalInterface
  interface TestFactory {
    /**
     * @throws org.modyn.common.error.ModynException FAILED_PRECONDITION when a window is too small
     */
    FeatureTest create(int referenceRows, int currentRows);
  }

  /** The test of one feature. */
  @FunctionalInterface
  interface FeatureTest {
    /**
     * @param feature its index
     * @throws org.modyn.common.error.ModynException FAILED_PRECONDITION for values that the test
     *     does not allow
     */
    TestResult apply(int feature, double[] reference, double[] current);
  }

  @Override
  public DriftMeasurement measure(Features reference, Features current) {
    FeatureTest test = tests.create(reference.rows(), current.rows());
    TestResult[] results = new TestResult[reference.columns()];
    IntStream.range(0, results.length)
        .parallel()
        .forEach(
            feature ->
                results[feature] =
                    test.apply(feature, reference.column(feature), current.column(feature)));
    double[] pValues = Arrays.stream(results).mapToDouble(TestResult::pValue).toArray();
    return new DriftMeasurement(
        Arrays.stream(results).mapToDouble(TestResult::statistic).average().orElseThrow(),
        Optional.of(corrected(pValues, level, correction)));
  }

  /** Combines the p-values of several tests. */
  static DriftMeasurement.Test corrected(double[] pValues, double level, Correction correction) {
    double mean = Arrays.stream(pValues).average().orElseThrow();
    double[] sorted = pValues.clone();
    Arrays.sort(sorted);
    int tests = sorted.length;
    return switch (correction) {
      case BONFERRONI -> {
        double threshold = level / tests;
        yield new DriftMeasurement.Test(mean, threshold, sorted[0] < threshold);
      }
      case FDR -> {
        for (int index = tests - 1; index >= 0; index--) {
          double threshold = level * (index + 1) / tests;
          if (sorted[index] < threshold) {
            yield new DriftMeasurement.Test(mean, threshold, true);
          }
        }
        // the mean of the thresholds that the p-values were compared with
        yield new DriftMeasurement.Test(mean, level * (tests + 1) / (2 * tests), false);
      }
    };
  }
}
