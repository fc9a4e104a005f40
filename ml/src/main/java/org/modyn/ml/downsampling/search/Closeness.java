package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

/**
 * Similarities of the rows of a matrix that decrease with the Euclidean distance: the largest
 * distance of two rows, plus 0.001, minus the distance. They are positive, so that each row
 * represents itself at least.
 */
final class Closeness implements PairwiseMatrix {
  private static final double LEAST = 1e-3;

  private final PairwiseMatrix distances;
  private final int origin;
  private final int[] closeness;

  /**
   * Computes all distances to find the largest one.
   *
   * @param unitsPerDistance at most {@link #LARGEST} divided by {@link #bound}
   * @param keepsDistances whether they fit into memory, 4 bytes for each pair
   */
  Closeness(FeatureMatrix matrix, double unitsPerDistance, boolean keepsDistances) {
    this.distances = KeptRows.of(new Distances(matrix, unitsPerDistance), keepsDistances);
    this.closeness = new int[matrix.size()];
    int largest = 0;
    for (int element = 0; element < matrix.size(); element++) {
      for (int distance : distances.row(element)) {
        largest = Math.max(largest, distance);
      }
    }
    this.origin = largest + (int) Math.rint(unitsPerDistance * LEAST);
  }

  /** Returns a number that is at least the largest closeness, in O(rows x columns). */
  static double bound(FeatureMatrix matrix) {
    double[] squares = new double[matrix.size()];
    matrix.squaredDistances(matrix.row(0), squares);
    double largest = 0;
    for (double square : squares) {
      largest = Math.max(largest, square);
    }
    // Any two rows are at most twice as far apart as one is from the first row.
    return 2 * Math.sqrt(largest) + LEAST;
  }

  @Override
  public int size() {
    return closeness.length;
  }

  @Override
  public int[] row(int element) {
    int[] row = distances.row(element);
    for (int index = 0; index < closeness.length; index++) {
      closeness[index] = origin - row[index];
    }
    return closeness;
  }

  private static final class Distances implements PairwiseMatrix {
    private final FeatureMatrix matrix;
    private final double unitsPerDistance;
    private final double[] squares;
    private final int[] units;

    Distances(FeatureMatrix matrix, double unitsPerDistance) {
      this.matrix = requireNonNull(matrix, "matrix is null");
      this.unitsPerDistance = unitsPerDistance;
      this.squares = new double[matrix.size()];
      this.units = new int[matrix.size()];
    }

    @Override
    public int size() {
      return units.length;
    }

    @Override
    public int[] row(int element) {
      matrix.squaredDistances(matrix.row(element), squares);
      for (int index = 0; index < units.length; index++) {
        units[index] = (int) Math.rint(unitsPerDistance * Math.sqrt(squares[index]));
      }
      return units;
    }
  }
}
