package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

/** Keeps the rows of a matrix that have been computed. */
final class KeptRows implements PairwiseMatrix {
  private final PairwiseMatrix matrix;
  private final int[][] kept;

  private KeptRows(PairwiseMatrix matrix) {
    this.matrix = requireNonNull(matrix, "matrix is null");
    this.kept = new int[matrix.size()][];
  }

  /** Returns the matrix itself when its rows do not fit into memory. */
  static PairwiseMatrix of(PairwiseMatrix matrix, boolean fit) {
    return fit ? new KeptRows(matrix) : matrix;
  }

  @Override
  public int size() {
    return kept.length;
  }

  @Override
  public int[] row(int element) {
    if (kept[element] == null) {
      kept[element] = matrix.row(element).clone();
    }
    return kept[element];
  }
}
