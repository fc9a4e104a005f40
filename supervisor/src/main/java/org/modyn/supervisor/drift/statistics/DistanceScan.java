package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Computes the squared Euclidean distances between vectors in tiles, so that no matrix of all of
 * them is needed. Strips of columns are scanned in parallel, on the common pool of the JVM; the
 * tiles of a strip follow each other.
 *
 * <p>Time: O(n m d) for n rows, m columns and vectors of length d, half of it for a triangle;
 * memory for each thread: {@value #TILE_COLUMNS} (d + {@value #TILE_ROWS}) float64. The sum over
 * squared differences, rather than over products, makes the distance of equal vectors exactly 0.
 */
final class DistanceScan {
  static final int TILE_COLUMNS = 256;
  static final int TILE_ROWS = 64;

  private final Vectors rows;
  private final Vectors columns;
  private final boolean triangle;

  private DistanceScan(Vectors rows, Vectors columns, boolean triangle) {
    this.rows = rows;
    this.columns = columns;
    this.triangle = triangle;
  }

  /** The distances of all rows to all columns. */
  static DistanceScan between(Vectors rows, Vectors columns) {
    return new DistanceScan(rows, columns, false);
  }

  /** The distance of each pair of vectors, once. */
  static DistanceScan within(Vectors vectors) {
    return new DistanceScan(vectors, vectors, true);
  }

  /** Receives the tiles of one strip. */
  interface Visitor {
    /** Receives a tile, whose array is used again for the next one. */
    void visit(Tile tile);

    /** The strip has no further tile; called by the thread that visited its tiles. */
    void finish();
  }

  /**
   * A tile.
   *
   * @param distances squared, [row][column]
   * @param triangle whether only columns beyond the row count
   */
  record Tile(
      int firstRow,
      int rows,
      int firstColumn,
      int columns,
      double[][] distances,
      boolean triangle) {
    /** Returns the index in the tile of the first column that counts in a row of the tile. */
    int start(int row) {
      return triangle ? Math.clamp(firstRow + row + 1L - firstColumn, 0, columns) : 0;
    }
  }

  /** Returns how many distances are visited. */
  long size() {
    return triangle ? rows.rows() * (rows.rows() - 1L) / 2 : (long) rows.rows() * columns.rows();
  }

  /** Visits all tiles, with a new visitor for each strip. */
  void scan(Supplier<? extends Visitor> visitors) {
    int strips = Math.ceilDiv(columns.rows(), TILE_COLUMNS);
    // a short and a long strip of the triangle together, so that all tasks take equally long
    IntStream.range(0, Math.ceilDiv(strips, 2))
        .parallel()
        .forEach(
            strip -> {
              scanStrip(strip, visitors.get());
              if (strips - 1 - strip != strip) {
                scanStrip(strips - 1 - strip, visitors.get());
              }
            });
  }

  private void scanStrip(int strip, Visitor visitor) {
    int firstColumn = strip * TILE_COLUMNS;
    int endColumn = Math.min(firstColumn + TILE_COLUMNS, columns.rows());
    int endRow = triangle ? endColumn - 1 : rows.rows();
    double[][] columnValues = columns.transposed(firstColumn, endColumn);
    double[][] distances = new double[TILE_ROWS][endColumn - firstColumn];
    for (int row = 0; row < endRow; row += TILE_ROWS) {
      double[][] rowValues = rows.rows(row, Math.min(row + TILE_ROWS, endRow));
      for (int index = 0; index < rowValues.length; index++) {
        compute(rowValues[index], columnValues, distances[index]);
      }
      visitor.visit(
          new Tile(
              row, rowValues.length, firstColumn, endColumn - firstColumn, distances, triangle));
    }
    visitor.finish();
  }

  private static void compute(double[] row, double[][] columns, double[] distances) {
    Arrays.fill(distances, 0);
    int dimension = 0;
    for (; dimension + 4 <= row.length; dimension += 4) {
      addFour(row, columns, dimension, distances);
    }
    for (; dimension < row.length; dimension++) {
      addOne(row[dimension], columns[dimension], distances);
    }
  }

  /** Four dimensions at once, so that sums are loaded and stored less often. */
  private static void addFour(double[] row, double[][] columns, int dimension, double[] distances) {
    double r0 = row[dimension];
    double r1 = row[dimension + 1];
    double r2 = row[dimension + 2];
    double r3 = row[dimension + 3];
    double[] c0 = columns[dimension];
    double[] c1 = columns[dimension + 1];
    double[] c2 = columns[dimension + 2];
    double[] c3 = columns[dimension + 3];
    for (int column = 0; column < distances.length; column++) {
      double d0 = r0 - c0[column];
      double d1 = r1 - c1[column];
      double d2 = r2 - c2[column];
      double d3 = r3 - c3[column];
      distances[column] += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    }
  }

  private static void addOne(double row, double[] columns, double[] distances) {
    for (int column = 0; column < distances.length; column++) {
      double difference = row - columns[column];
      distances[column] += difference * difference;
    }
  }
}
