package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/**
 * Bins of equal width over a range of values, as {@code numpy.histogram_bin_edges} with {@code
 * bins="sturges"} chooses them: the smallest and the greatest value are the outer edges, and the
 * number of bins is {@code ceil(log2(n) + 1)}. If all values are equal, there is one bin of width 1
 * around them. A bin contains its left edge; the last one contains both.
 */
final class Histogram {
  private final double[] edges;

  private Histogram(double[] edges) {
    this.edges = edges;
  }

  /**
   * Returns the bins for values of which the smallest and the greatest are given.
   *
   * @param size number of the values
   */
  static Histogram sturges(double smallest, double greatest, int size) {
    if (smallest == greatest) {
      return new Histogram(new double[] {smallest - 0.5, greatest + 0.5});
    }
    double width = (greatest - smallest) / (log2(size) + 1);
    int bins = (int) Math.ceil((greatest - smallest) / width);
    double step = (greatest - smallest) / bins;
    double[] edges = new double[bins + 1];
    for (int bin = 0; bin < bins; bin++) {
      edges[bin] = bin * step + smallest;
    }
    edges[bins] = greatest;
    return new Histogram(edges);
  }

  /** Returns the edges, one more than there are bins. */
  double[] edges() {
    return edges.clone();
  }

  /** Returns the number of values in each bin; values outside of the range are not counted. */
  int[] count(double[] values) {
    int[] counts = new int[edges.length - 1];
    for (double value : values) {
      int bin = bin(value);
      if (bin >= 0) {
        counts[bin]++;
      }
    }
    return counts;
  }

  private int bin(double value) {
    if (value < edges[0] || value > edges[edges.length - 1]) {
      return -1;
    }
    // 0.0 and -0.0 are in the same bin
    int index = Arrays.binarySearch(edges, value + 0.0);
    int bin = index >= 0 ? index : -index - 2;
    return Math.min(bin, edges.length - 2);
  }

  /** The logarithm to base 2, exact for powers of two, where a deviation would add a bin. */
  private static double log2(int size) {
    return Integer.bitCount(size) == 1
        ? Integer.numberOfTrailingZeros(size)
        : Math.log(size) / Math.log(2);
  }
}
