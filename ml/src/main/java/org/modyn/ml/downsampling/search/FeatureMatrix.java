package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Rows of float32 features, and the passes over all of them that searches are made of: squared
 * distances of all rows to a point, products of all rows with a vector. A pass takes O(rows x
 * columns); it computes in float64, so that equal rows, and only these, have the distance 0.
 *
 * <p>Rows are stored in tiles of {@value #LARGEST_TILE} rows, in which each column is an array of
 * its own: all loops run over rows, so that the compiler vectorizes them, which it does not do for
 * a sum over columns. The tiles take as much memory as the features. When that is more than the
 * limit, each pass makes them again, one at a time, in about three times the time.
 *
 * <p>The results of a row do not depend on other rows: those of equal rows are equal. Not safe for
 * concurrent use.
 */
public final class FeatureMatrix {
  private static final int LARGEST_TILE = 1024;
  private static final int TILE_STEP = 16;

  private final MemorySegment features;
  private final int columns;
  private final int[] rows;
  private final boolean keepsTiles;
  private final float[][][] tiles;
  private final int tileRows;
  private final double[] sums;

  /**
   * @param features float32, row after row
   * @param rows the rows of the matrix as indexes of rows of {@code features}
   */
  public FeatureMatrix(MemorySegment features, int columns, int[] rows, MemoryLimit limit) {
    this.features = requireNonNull(features, "features is null");
    this.columns = columns;
    this.rows = requireNonNull(rows, "rows is null");
    this.keepsTiles = limit.allows(rows.length, columns);
    this.tileRows =
        Math.clamp(Math.ceilDiv(rows.length, TILE_STEP) * TILE_STEP, TILE_STEP, LARGEST_TILE);
    this.tiles = new float[keepsTiles ? Math.ceilDiv(rows.length, tileRows) : 1][][];
    this.sums = new double[tileRows];
  }

  /** Returns the matrix of all rows of features. */
  public static FeatureMatrix of(MemorySegment features, int size, int columns, MemoryLimit limit) {
    int[] rows = new int[size];
    for (int row = 0; row < size; row++) {
      rows[row] = row;
    }
    return new FeatureMatrix(features, columns, rows, limit);
  }

  /** The number of rows. */
  public int size() {
    return rows.length;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** Returns the features of a row. */
  double[] row(int row) {
    float[] values = new float[columns];
    copyRow(row, values);
    double[] result = new double[columns];
    for (int column = 0; column < columns; column++) {
      result[column] = values[column];
    }
    return result;
  }

  private void copyRow(int row, float[] target) {
    MemorySegment.copy(
        features,
        ValueLayout.JAVA_FLOAT_UNALIGNED,
        (long) Float.BYTES * rows[row] * columns,
        target,
        0,
        columns);
  }

  /** Computes the squares of the Euclidean distances of all rows to a point. */
  void squaredDistances(double[] point, double[] target) {
    for (int first = 0; first < rows.length; first += tileRows) {
      Interruption.check();
      float[][] tile = tile(first / tileRows);
      Arrays.fill(sums, 0);
      int column = 0;
      for (; column + 3 < columns; column += 4) {
        addSquares(tile, column, point, sums);
      }
      for (; column < columns; column++) {
        addSquares(tile[column], point[column], sums);
      }
      System.arraycopy(sums, 0, target, first, Math.min(tileRows, rows.length - first));
    }
  }

  /** Computes the products of all rows with a vector. */
  void products(double[] vector, double[] target) {
    for (int first = 0; first < rows.length; first += tileRows) {
      Interruption.check();
      float[][] tile = tile(first / tileRows);
      Arrays.fill(sums, 0);
      int column = 0;
      for (; column + 3 < columns; column += 4) {
        addProducts(tile, column, vector, sums);
      }
      for (; column < columns; column++) {
        addProducts(tile[column], vector[column], sums);
      }
      System.arraycopy(sums, 0, target, first, Math.min(tileRows, rows.length - first));
    }
  }

  /** Returns the squares of the rows' Euclidean norms. */
  double[] squaredNorms() {
    double[] norms = new double[rows.length];
    squaredDistances(new double[columns], norms);
    return norms;
  }

  /** Returns the sum of the rows, each multiplied with its factor. */
  double[] weightedSum(double[] factors) {
    double[] sum = new double[columns];
    float[] values = new float[columns];
    for (int row = 0; row < rows.length; row++) {
      copyRow(row, values);
      for (int column = 0; column < columns; column++) {
        sum[column] += factors[row] * values[column];
      }
    }
    return sum;
  }

  /** Returns the columns of a tile; behind the last row, they have zeros. */
  private float[][] tile(int number) {
    int slot = keepsTiles ? number : 0;
    if (tiles[slot] == null) {
      tiles[slot] = new float[columns][tileRows];
    } else if (keepsTiles) {
      return tiles[slot];
    }
    float[][] tile = tiles[slot];
    float[] values = new float[columns];
    int first = number * tileRows;
    int count = Math.min(tileRows, rows.length - first);
    for (int index = 0; index < count; index++) {
      copyRow(first + index, values);
      for (int column = 0; column < columns; column++) {
        tile[column][index] = values[column];
      }
    }
    for (float[] column : tile) {
      Arrays.fill(column, count, tileRows, 0);
    }
    return tile;
  }

  // The loops below are methods of their own, over whole arrays with the same index, because the
  // compiler vectorizes only such loops.

  private static void addSquares(float[][] tile, int column, double[] point, double[] sums) {
    float[] first = tile[column];
    float[] second = tile[column + 1];
    float[] third = tile[column + 2];
    float[] fourth = tile[column + 3];
    double firstValue = point[column];
    double secondValue = point[column + 1];
    double thirdValue = point[column + 2];
    double fourthValue = point[column + 3];
    for (int index = 0; index < sums.length; index++) {
      double a = first[index] - firstValue;
      double b = second[index] - secondValue;
      double c = third[index] - thirdValue;
      double d = fourth[index] - fourthValue;
      sums[index] += a * a + b * b + (c * c + d * d);
    }
  }

  private static void addSquares(float[] column, double value, double[] sums) {
    for (int index = 0; index < sums.length; index++) {
      double difference = column[index] - value;
      sums[index] += difference * difference;
    }
  }

  private static void addProducts(float[][] tile, int column, double[] vector, double[] sums) {
    float[] first = tile[column];
    float[] second = tile[column + 1];
    float[] third = tile[column + 2];
    float[] fourth = tile[column + 3];
    double firstValue = vector[column];
    double secondValue = vector[column + 1];
    double thirdValue = vector[column + 2];
    double fourthValue = vector[column + 3];
    for (int index = 0; index < sums.length; index++) {
      sums[index] +=
          first[index] * firstValue
              + second[index] * secondValue
              + (third[index] * thirdValue + fourth[index] * fourthValue);
    }
  }

  private static void addProducts(float[] column, double value, double[] sums) {
    for (int index = 0; index < sums.length; index++) {
      sums[index] += column[index] * value;
    }
  }
}
