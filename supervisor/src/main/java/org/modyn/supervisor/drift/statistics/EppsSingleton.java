package org.modyn.supervisor.drift.statistics;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.modyn.common.error.ModynException;

/**
 * The two-sample Epps-Singleton test: it compares the empirical characteristic functions at two
 * points, and also suits values that are not continuous. It equals {@code
 * scipy.stats.epps_singleton_2samp}. Time: O(n log n) for n values in both samples; memory: O(n).
 *
 * <p>Source: Epps and Singleton, "An omnibus test for the two-sample problem using the empirical
 * characteristic function" (1986).
 */
public final class EppsSingleton {
  /** Where the functions are compared, in inverse semi-interquartile ranges of both samples. */
  private static final double[] POINTS = {0.4, 0.8};

  private static final int FEATURES = 2 * POINTS.length;
  private static final int FEWEST_VALUES = 5;
  private static final int LARGE_SAMPLE = 25;

  /** Of the greatest eigenvalue; less counts as 0, as in {@code numpy.linalg.pinv}. */
  private static final double MINIMUM_EIGENVALUE = 1e-15;

  /** Less are rounding errors of the covariance of numbers between -1 and 1. */
  private static final double ROUNDING = 1e-25;

  private EppsSingleton() {}

  /**
   * Tests whether two samples have the same distribution.
   *
   * @param reference finite values
   * @param current finite values
   * @return the statistic is infinite, and the p-value 0, if both samples are constant
   * @throws ModynException FAILED_PRECONDITION if a sample has fewer than 5 values, or the middle
   *     half of all values is constant
   */
  public static TestResult test(double[] reference, double[] current) {
    int n = reference.length;
    int m = current.length;
    if (Math.min(n, m) < FEWEST_VALUES) {
      throw new TooFewSamplesException(
          "the Epps-Singleton test needs at least %d values in each window, but there are %d and"
              + " %d",
          FEWEST_VALUES, n, m);
    }
    double semiRange = semiInterquartileRange(reference, current);
    double[][] first = features(reference, semiRange);
    double[][] second = features(current, semiRange);
    DMatrixRMaj covariance = new DMatrixRMaj(FEATURES, FEATURES);
    double[] difference = new double[FEATURES];
    for (int row = 0; row < FEATURES; row++) {
      difference[row] = Moments.mean(first[row]) - Moments.mean(second[row]);
      for (int column = 0; column < FEATURES; column++) {
        covariance.set(
            row,
            column,
            (n + m) * (covariance(first, row, column) / n + covariance(second, row, column) / m));
      }
    }
    return test(covariance, difference, n, m);
  }

  private static TestResult test(DMatrixRMaj covariance, double[] difference, int n, int m) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(FEATURES, true, true);
    if (!eigen.decompose(covariance)) {
      throw ModynException.failedPrecondition(
          "the covariance of the Epps-Singleton test has no eigenvectors");
    }
    double greatest = ROUNDING / MINIMUM_EIGENVALUE;
    for (int index = 0; index < FEATURES; index++) {
      greatest = Math.max(greatest, eigen.getEigenvalue(index).getReal());
    }
    double statistic = 0;
    int rank = 0;
    for (int index = 0; index < FEATURES; index++) {
      double value = eigen.getEigenvalue(index).getReal();
      if (value > MINIMUM_EIGENVALUE * greatest) {
        double projection = 0;
        for (int row = 0; row < FEATURES; row++) {
          projection += eigen.getEigenVector(index).get(row) * difference[row];
        }
        statistic += projection * projection / value;
        rank++;
      }
    }
    if (rank == 0) {
      return new TestResult(Double.POSITIVE_INFINITY, 0);
    }
    statistic *= n + m;
    if (Math.max(n, m) < LARGE_SAMPLE) {
      statistic /= 1 + Math.pow(n + m, -0.45) + 10.1 * (Math.pow(n, -1.7) + Math.pow(m, -1.7));
    }
    return new TestResult(
        statistic, ChiSquaredDistribution.of(rank).survivalProbability(statistic));
  }

  private static double semiInterquartileRange(double[] reference, double[] current) {
    double[] pooled = Moments.pooled(reference, current);
    double range = Moments.quantile(pooled, 0.75) - Moments.quantile(pooled, 0.25);
    if (range == 0) {
      throw ModynException.failedPrecondition(
          "the Epps-Singleton test is not defined: the middle half of all %d values is %s",
          pooled.length, pooled[pooled.length / 2]);
    }
    return range / 2;
  }

  private static double[][] features(double[] values, double semiRange) {
    double[][] features = new double[FEATURES][values.length];
    for (int point = 0; point < POINTS.length; point++) {
      double scale = POINTS[point] / semiRange;
      for (int index = 0; index < values.length; index++) {
        features[point][index] = Math.cos(scale * values[index]);
        features[POINTS.length + point][index] = Math.sin(scale * values[index]);
      }
    }
    return features;
  }

  private static double covariance(double[][] features, int first, int second) {
    double firstMean = Moments.mean(features[first]);
    double secondMean = Moments.mean(features[second]);
    double sum = 0;
    for (int index = 0; index < features[first].length; index++) {
      sum += (features[first][index] - firstMean) * (features[second][index] - secondMean);
    }
    return sum / features[first].length;
  }
}
