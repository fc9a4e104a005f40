package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/**
 * Sums over the pairs whose second vector is in one strip of columns. For a permutation with the
 * reference vectors z (a vector of 0 and 1), the sum over the pairs within the reference is the
 * quadratic form of z and the strip's matrix, for which each tile is multiplied with the columns'
 * part of all permutations.
 */
final class PairwiseSumsStrip implements DistanceScan.Visitor {
  /** Permutations that a tile is multiplied with at once, so that they stay in the cache. */
  private static final int CHUNK = 128;

  private final int referenceRows;
  private final PairwiseSums.PairFunction function;
  private final Permutations permutations;
  private final PairwiseSumsStrip[] strips;
  private final double[] rowSums;
  private final double[] inReference;
  private final double[] chunkSums;
  private final double[][] chunkMembers;

  private int firstColumn;

  /** For each column the sum over the rows of the reference, and of the current sample. */
  private double[] fromReference = new double[0];

  private double[] fromCurrent = new double[0];

  /**
   * @param strips where it puts itself when it is finished
   */
  PairwiseSumsStrip(
      int referenceRows,
      int rows,
      PairwiseSums.PairFunction function,
      Permutations permutations,
      PairwiseSumsStrip[] strips) {
    this.referenceRows = referenceRows;
    this.function = function;
    this.permutations = permutations;
    this.strips = strips;
    int chunk = Math.min(CHUNK, permutations.count());
    this.rowSums = new double[permutations.count() == 0 ? 0 : rows];
    this.inReference = new double[permutations.count()];
    this.chunkSums = new double[chunk];
    this.chunkMembers = new double[chunk == 0 ? 0 : DistanceScan.TILE_COLUMNS][chunk];
  }

  @Override
  public void visit(DistanceScan.Tile tile) {
    if (fromReference.length == 0) {
      firstColumn = tile.firstColumn();
      fromReference = new double[tile.columns()];
      fromCurrent = new double[tile.columns()];
    }
    for (int row = 0; row < tile.rows(); row++) {
      double[] values = tile.distances()[row];
      function.replace(values);
      Arrays.fill(values, 0, tile.start(row), 0);
      add(values, tile.firstRow() + row < referenceRows ? fromReference : fromCurrent);
    }
    if (permutations.count() > 0) {
      for (int row = 0; row < tile.rows(); row++) {
        rowSums[tile.firstRow() + row] += Arrays.stream(tile.distances()[row]).sum();
      }
      for (int first = 0; first < permutations.count(); first += CHUNK) {
        multiply(tile, first, Math.min(CHUNK, permutations.count() - first));
      }
    }
  }

  private static void add(double[] values, double[] sums) {
    for (int column = 0; column < sums.length; column++) {
      sums[column] += values[column];
    }
  }

  /** Adds the quadratic forms of some permutations. */
  private void multiply(DistanceScan.Tile tile, int firstPermutation, int count) {
    for (int column = 0; column < tile.columns(); column++) {
      for (int index = 0; index < count; index++) {
        chunkMembers[column][index] =
            permutations.inReference(firstPermutation + index, tile.firstColumn() + column) ? 1 : 0;
      }
    }
    for (int row = 0; row < tile.rows(); row++) {
      Arrays.fill(chunkSums, 0);
      double[] values = tile.distances()[row];
      int column = 0;
      for (; column + 4 <= values.length; column += 4) {
        addFour(values, chunkMembers, column, chunkSums);
      }
      for (; column < values.length; column++) {
        addOne(values[column], chunkMembers[column], chunkSums);
      }
      for (int index = 0; index < count; index++) {
        if (permutations.inReference(firstPermutation + index, tile.firstRow() + row)) {
          inReference[firstPermutation + index] += chunkSums[index];
        }
      }
    }
  }

  private static void addFour(double[] values, double[][] members, int column, double[] sums) {
    double v0 = values[column];
    double v1 = values[column + 1];
    double v2 = values[column + 2];
    double v3 = values[column + 3];
    double[] m0 = members[column];
    double[] m1 = members[column + 1];
    double[] m2 = members[column + 2];
    double[] m3 = members[column + 3];
    for (int index = 0; index < sums.length; index++) {
      sums[index] += v0 * m0[index] + v1 * m1[index] + (v2 * m2[index] + v3 * m3[index]);
    }
  }

  private static void addOne(double value, double[] members, double[] sums) {
    for (int index = 0; index < sums.length; index++) {
      sums[index] += value * members[index];
    }
  }

  @Override
  public void finish() {
    strips[firstColumn / DistanceScan.TILE_COLUMNS] = this;
  }

  double withinReference() {
    return Arrays.stream(fromReference, 0, referenceColumns()).sum();
  }

  double between() {
    return Arrays.stream(fromReference, referenceColumns(), fromReference.length).sum();
  }

  double withinCurrent() {
    return Arrays.stream(fromCurrent).sum();
  }

  private int referenceColumns() {
    return Math.clamp((long) referenceRows - firstColumn, 0, fromReference.length);
  }

  /** Adds what this strip contributes to the sums of rows and of permutations. */
  void addTo(double[] allRowSums, double[] allInReference) {
    if (permutations.count() == 0) {
      return;
    }
    for (int row = 0; row < rowSums.length; row++) {
      allRowSums[row] += rowSums[row];
    }
    for (int column = 0; column < fromReference.length; column++) {
      allRowSums[firstColumn + column] += fromReference[column] + fromCurrent[column];
    }
    for (int permutation = 0; permutation < allInReference.length; permutation++) {
      allInReference[permutation] += inReference[permutation];
    }
  }
}
