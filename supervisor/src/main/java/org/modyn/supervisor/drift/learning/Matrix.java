package org.modyn.supervisor.drift.learning;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.modyn.supervisor.drift.Features;

/** A matrix of float64 with a row for each sample, which takes 8 bytes for each value. */
public final class Matrix {
  private final double[] values;
  private final int columns;

  /**
   * Wraps values, which must not be modified afterwards.
   *
   * @param values row after row
   * @param columns the length of a row, at least 1
   */
  Matrix(double[] values, int columns) {
    requireNonNull(values, "values is null");
    if (columns < 1 || values.length % columns != 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d values in rows of %d", values.length, columns));
    }
    this.values = values;
    this.columns = columns;
  }

  /** Copies feature vectors. */
  public static Matrix of(Features features) {
    double[] values = new double[features.values().length];
    for (int index = 0; index < values.length; index++) {
      values[index] = features.values()[index];
    }
    return new Matrix(values, features.columns());
  }

  /** Returns a matrix with the rows of both. */
  public static Matrix concatenated(Matrix first, Matrix second) {
    if (first.columns != second.columns) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d and %d columns", first.columns, second.columns));
    }
    double[] values = new double[Math.addExact(first.values.length, second.values.length)];
    System.arraycopy(first.values, 0, values, 0, first.values.length);
    System.arraycopy(second.values, 0, values, first.values.length, second.values.length);
    return new Matrix(values, first.columns);
  }

  /** Returns the number of samples. */
  public int rows() {
    return values.length / columns;
  }

  /** Returns the number of features of each sample. */
  public int columns() {
    return columns;
  }

  /** Returns one feature of all samples, as a copy. */
  public double[] column(int column) {
    checkIndex(column, columns);
    double[] copy = new double[rows()];
    for (int row = 0; row < copy.length; row++) {
      copy[row] = values[row * columns + column];
    }
    return copy;
  }

  /** Returns the rows at some indices, as a copy. */
  public Matrix select(int[] rows) {
    double[] selected = new double[rows.length * columns];
    for (int index = 0; index < rows.length; index++) {
      System.arraycopy(
          values, checkIndex(rows[index], rows()) * columns, selected, index * columns, columns);
    }
    return new Matrix(selected, columns);
  }

  /** Returns the scalar product of a row and a vector of at least as many elements. */
  double dot(int row, double[] vector) {
    int offset = row * columns;
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int column = 0;
    // Four independent sums let the processor overlap the additions.
    for (; column + 3 < columns; column += 4) {
      first += values[offset + column] * vector[column];
      second += values[offset + column + 1] * vector[column + 1];
      third += values[offset + column + 2] * vector[column + 2];
      fourth += values[offset + column + 3] * vector[column + 3];
    }
    for (; column < columns; column++) {
      first += values[offset + column] * vector[column];
    }
    return (first + second) + (third + fourth);
  }

  /** Adds a multiple of a row to a vector of at least as many elements. */
  void addTo(double[] vector, int row, double factor) {
    int offset = row * columns;
    for (int column = 0; column < columns; column++) {
      vector[column] += factor * values[offset + column];
    }
  }

  /** Subtracts the mean of each column in place, and returns the means. */
  double[] center() {
    double[] means = new double[columns];
    for (int row = 0; row < rows(); row++) {
      addTo(means, row, 1.0 / rows());
    }
    for (int offset = 0; offset < values.length; offset += columns) {
      for (int column = 0; column < columns; column++) {
        values[offset + column] -= means[column];
      }
    }
    return means;
  }

  /** Adds the squares of a row's values, times a factor, to a vector. */
  void addSquaresTo(double[] vector, int row, double factor) {
    int offset = row * columns;
    for (int column = 0; column < columns; column++) {
      double value = values[offset + column];
      vector[column] += factor * value * value;
    }
  }
}
