package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/**
 * The exact distribution of the two-sample Cramér-von Mises statistic without ties, by counting all
 * orders of the values of both samples: Xiao, Gordon and Yakovlev, "A C++ program for the
 * Cramér-von Mises two-sample test", Journal of Statistical Software 17(8), 2006, algorithm 1.
 */
final class ExactCramerVonMises implements CramerVonMisesDistribution {
  private final int firstSize;
  private final int secondSize;
  private final Frequencies frequencies;

  private ExactCramerVonMises(int firstSize, int secondSize, Frequencies frequencies) {
    this.firstSize = firstSize;
    this.secondSize = secondSize;
    this.frequencies = frequencies;
  }

  static ExactCramerVonMises of(int firstSize, int secondSize) {
    long multiple = leastCommonMultiple(firstSize, secondSize);
    long a = multiple / firstSize;
    long b = multiple / secondSize;
    Frequencies[] row = new Frequencies[firstSize + 1];
    Arrays.fill(row, Frequencies.NONE);
    row[0] = Frequencies.ZERO;
    for (int u = 0; u <= secondSize; u++) {
      Frequencies left = Frequencies.NONE;
      for (int v = 0; v <= firstSize; v++) {
        long difference = a * v - b * u;
        left = left.plus(row[v]).shifted(difference * difference);
        row[v] = left;
      }
    }
    return new ExactCramerVonMises(firstSize, secondSize, row[firstSize]);
  }

  @Override
  public double pValue(double u, double statistic) {
    long product = (long) firstSize * secondSize;
    long multiple = leastCommonMultiple(firstSize, secondSize);
    // ranks are multiples of one half
    long fourfold = Math.round(4 * u);
    long least =
        Math.floorDiv(
            multiple
                * multiple
                * (firstSize + secondSize)
                * (6 * fourfold - 4 * product * (4 * product - 1)),
            24 * product * product);
    return frequencies.fractionFrom(least);
  }

  private static long leastCommonMultiple(int first, int second) {
    int a = first;
    int b = second;
    while (b != 0) {
      int remainder = a % b;
      a = b;
      b = remainder;
    }
    return (long) first / a * second;
  }

  /** How many orders have which value; the values ascend. */
  private record Frequencies(long[] values, long[] counts) {
    static final Frequencies NONE = new Frequencies(new long[0], new long[0]);
    static final Frequencies ZERO = new Frequencies(new long[] {0}, new long[] {1});

    Frequencies plus(Frequencies other) {
      long[] mergedValues = new long[values.length + other.values.length];
      long[] mergedCounts = new long[mergedValues.length];
      int size = 0;
      int i = 0;
      int j = 0;
      while (i < values.length || j < other.values.length) {
        long value =
            j == other.values.length || (i < values.length && values[i] <= other.values[j])
                ? values[i]
                : other.values[j];
        long count = 0;
        if (i < values.length && values[i] == value) {
          count += counts[i++];
        }
        if (j < other.values.length && other.values[j] == value) {
          count += other.counts[j++];
        }
        mergedValues[size] = value;
        mergedCounts[size++] = count;
      }
      return new Frequencies(Arrays.copyOf(mergedValues, size), Arrays.copyOf(mergedCounts, size));
    }

    Frequencies shifted(long distance) {
      long[] shifted = values.clone();
      for (int index = 0; index < shifted.length; index++) {
        shifted[index] += distance;
      }
      return new Frequencies(shifted, counts);
    }

    double fractionFrom(long least) {
      long total = 0;
      long matching = 0;
      for (int index = 0; index < values.length; index++) {
        total += counts[index];
        if (values[index] >= least) {
          matching += counts[index];
        }
      }
      return (double) matching / total;
    }
  }
}
