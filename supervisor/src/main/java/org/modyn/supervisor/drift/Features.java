package org.modyn.supervisor.drift;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Feature vectors of samples, for example embeddings: a matrix of float32 with a row for each
 * sample. All values are finite.
 */
public final class Features {
  private final float[] values;
  private final int columns;

  private Features(float[] values, int columns) {
    this.values = values;
    this.columns = columns;
  }

  /**
   * Wraps a matrix, which must not be modified afterwards.
   *
   * @param values row after row; finite
   * @param columns the length of a row, at least 1
   */
  public static Features of(float[] values, int columns) {
    requireNonNull(values, "values is null");
    if (columns < 1 || values.length % columns != 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d values in rows of %d", values.length, columns));
    }
    for (int index = 0; index < values.length; index++) {
      if (!Float.isFinite(values[index])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the value in row %d, column %d is %s",
                index / columns,
                index % columns,
                values[index]));
      }
    }
    return new Features(values, columns);
  }

  /** Returns the number of samples. */
  public int rows() {
    return values.length / columns;
  }

  /** Returns the number of features of each sample. */
  public int columns() {
    return columns;
  }

  public float at(int row, int column) {
    return values[checkIndex(row, rows()) * columns + checkIndex(column, columns)];
  }

  /** Returns one feature of all samples, as a copy in float64. */
  public double[] column(int column) {
    checkIndex(column, columns);
    double[] copy = new double[rows()];
    for (int row = 0; row < copy.length; row++) {
      copy[row] = values[row * columns + column];
    }
    return copy;
  }

  /** Returns the values, row after row, without a copy; they must not be modified. */
  public float[] values() {
    return values;
  }

  @Override
  public String toString() {
    return rows() + " x " + columns + " features";
  }
}
