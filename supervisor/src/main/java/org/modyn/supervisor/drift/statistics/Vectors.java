package org.modyn.supervisor.drift.statistics;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;

/**
 * Vectors of the same length, one in each row of a matrix of float32. Calculations read them as
 * float64, each column less its shift and divided by its scale, which are 0 and 1 for vectors as
 * they are.
 */
public final class Vectors {
  private final float[] values;
  private final int columns;
  private final double[] shift;
  private final double[] scale;

  private Vectors(float[] values, int columns, double[] shift, double[] scale) {
    this.values = values;
    this.columns = columns;
    this.shift = shift;
    this.scale = scale;
  }

  /**
   * Wraps a matrix, which must not be modified afterwards.
   *
   * @param values row after row; finite
   * @param columns the length of a row, at least 1
   */
  public static Vectors of(float[] values, int columns) {
    requireNonNull(values, "values is null");
    if (columns < 1 || values.length % columns != 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d values in rows of %d", values.length, columns));
    }
    double[] scale = new double[columns];
    Arrays.fill(scale, 1);
    return new Vectors(values, columns, new double[columns], scale);
  }

  /** Returns the number of vectors. */
  public int rows() {
    return values.length / columns;
  }

  /** Returns the length of each vector. */
  public int columns() {
    return columns;
  }

  /** Returns these vectors and then others of the same length, shift and scale. */
  Vectors followedBy(Vectors others) {
    if (others.columns != columns) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "vectors of length %d and %d", columns, others.columns));
    }
    float[] joined = Arrays.copyOf(values, Math.addExact(values.length, others.values.length));
    System.arraycopy(others.values, 0, joined, values.length, others.values.length);
    return new Vectors(joined, columns, shift, scale);
  }

  /** Returns the vectors in some rows. */
  Vectors select(int[] rows) {
    float[] selected = new float[rows.length * columns];
    for (int index = 0; index < rows.length; index++) {
      System.arraycopy(values, rows[index] * columns, selected, index * columns, columns);
    }
    return new Vectors(selected, columns, shift, scale);
  }

  /** Returns these vectors with another shift and scale. */
  Vectors withScale(double[] newShift, double[] newScale) {
    return new Vectors(values, columns, newShift, newScale);
  }

  /** Returns whether these vectors have the values and the order of others. */
  boolean haveValuesOf(Vectors others) {
    return columns == others.columns && Arrays.equals(values, others.values);
  }

  /** Returns some rows as a matrix of float64. */
  double[][] rows(int from, int to) {
    double[][] matrix = new double[to - from][columns];
    for (int row = from; row < to; row++) {
      for (int column = 0; column < columns; column++) {
        matrix[row - from][column] = at(row, column);
      }
    }
    return matrix;
  }

  /** Returns some rows as the columns of a matrix of float64. */
  double[][] transposed(int from, int to) {
    double[][] matrix = new double[columns][to - from];
    for (int row = from; row < to; row++) {
      for (int column = 0; column < columns; column++) {
        matrix[column][row - from] = at(row, column);
      }
    }
    return matrix;
  }

  double at(int row, int column) {
    return (values[row * columns + column] - shift[column]) / scale[column];
  }
}
