package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;
import java.util.Random;
import org.modyn.common.error.ModynException;

/**
 * A permutation test of the maximum mean discrepancy of two samples of numbers with a Gaussian
 * kernel, whose variance is half of the median of the squared distances in the reference. Its
 * statistic equals Evidently 0.4.27 ({@code mmd_stattest.py}); the permutations, 100 as there, come
 * from a seed instead of Evidently's global generator.
 *
 * <p>It detects any difference, but is by far the most expensive test of numbers. Time: O(100 n²)
 * for n values in both samples; memory: O(100 n), as no kernel matrix is stored.
 */
public final class EmpiricalMmd {
  private static final int PERMUTATIONS = 100;

  /** The samples as they are, and the permutations. */
  private static final int GROUPINGS = PERMUTATIONS + 1;

  private static final double VARIANCE_FOR_EQUAL_VALUES = 0.5;

  private EmpiricalMmd() {}

  /**
   * Tests whether two samples have the same distribution.
   *
   * @param reference finite values
   * @param current finite values
   * @param seed of the permutations
   * @return the statistic is the unbiased estimate of the squared discrepancy, the p-value the
   *     fraction of the permutations whose statistic is at least as great
   * @throws ModynException FAILED_PRECONDITION if a sample has fewer than 2 values
   */
  public static TestResult test(double[] reference, double[] current, long seed) {
    double[] statistics = statistics(reference, current, seed);
    int atLeast = 0;
    for (int permutation = 1; permutation <= PERMUTATIONS; permutation++) {
      if (statistics[0] <= statistics[permutation]) {
        atLeast++;
      }
    }
    return new TestResult(statistics[0], (double) atLeast / PERMUTATIONS);
  }

  /** The statistic of the samples, followed by those of permutations of the pooled values. */
  private static double[] statistics(double[] reference, double[] current, long seed) {
    int n = reference.length;
    int m = current.length;
    if (Math.min(n, m) < 2) {
      throw new TooFewSamplesException(
          "the maximum mean discrepancy needs at least 2 values in each window, but there are %d"
              + " and %d",
          n, m);
    }
    double[] all = Arrays.copyOf(reference, n + m);
    System.arraycopy(current, 0, all, n, m);
    double[] members = members(n, n + m, new Random(seed));
    double[] within = new double[GROUPINGS];
    double[] any = new double[GROUPINGS];
    double scale = 1 / (2 * variance(reference));
    double total = 0;
    double[] toMembers = new double[GROUPINGS];
    for (int row = 0; row < all.length; row++) {
      Arrays.fill(toMembers, 0);
      double rowSum = 0;
      for (int column = 0; column < row; column++) {
        double difference = all[row] - all[column];
        double kernel = Math.exp(-scale * difference * difference);
        rowSum += kernel;
        int offset = column * GROUPINGS;
        for (int grouping = 0; grouping < GROUPINGS; grouping++) {
          toMembers[grouping] += kernel * members[offset + grouping];
        }
      }
      total += rowSum;
      for (int grouping = 0; grouping < GROUPINGS; grouping++) {
        double member = members[row * GROUPINGS + grouping];
        within[grouping] += member * toMembers[grouping];
        any[grouping] += member * rowSum + (1 - member) * toMembers[grouping];
      }
    }
    // Each pair has been counted once: those within the reference, and those with at least one
    // value of it. The statistic counts ordered pairs within a sample.
    double[] statistics = new double[GROUPINGS];
    for (int grouping = 0; grouping < GROUPINGS; grouping++) {
      double across = any[grouping] - within[grouping];
      double withinCurrent = total - any[grouping];
      statistics[grouping] =
          2 * within[grouping] / ((double) n * (n - 1))
              + 2 * withinCurrent / ((double) m * (m - 1))
              - 2 * across / ((double) n * m);
    }
    return statistics;
  }

  /**
   * Returns 1 for each value of the reference and 0 for the others: for the samples as they are and
   * for permutations of them, value after value.
   */
  private static double[] members(int n, int size, Random random) {
    double[] members = new double[Math.multiplyExact(size, GROUPINGS)];
    int[] order = new int[size];
    for (int index = 0; index < size; index++) {
      order[index] = index;
    }
    for (int grouping = 0; grouping < GROUPINGS; grouping++) {
      for (int index = 0; index < n; index++) {
        if (grouping > 0) {
          int other = index + random.nextInt(size - index);
          int swapped = order[index];
          order[index] = order[other];
          order[other] = swapped;
        }
        members[order[index] * GROUPINGS + grouping] = 1;
      }
    }
    return members;
  }

  /**
   * Half of the median of all squared distances, also of those of values to themselves. The median
   * is the element of rank (n^2 - 1) / 2, rounded half to even, which is found by bisection: no
   * distances are stored.
   */
  private static double variance(double[] reference) {
    double[] sorted = Samples.sorted(reference);
    long pairs = (long) sorted.length * sorted.length;
    long rank = (long) Math.rint((pairs - 1) / 2.0);
    long low = 0;
    long high = Double.doubleToLongBits(sorted[sorted.length - 1] - sorted[0]);
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (pairsWithin(sorted, Double.longBitsToDouble(middle)) > rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    double distance = Double.longBitsToDouble(low);
    return distance == 0 ? VARIANCE_FOR_EQUAL_VALUES : distance * distance / 2;
  }

  /** The number of ordered pairs with a distance of at most a limit. */
  private static long pairsWithin(double[] sorted, double limit) {
    long pairs = 0;
    int first = 0;
    for (int second = 0; second < sorted.length; second++) {
      while (sorted[second] - sorted[first] > limit) {
        first++;
      }
      pairs += 2L * (second - first) + 1;
    }
    return pairs;
  }
}
