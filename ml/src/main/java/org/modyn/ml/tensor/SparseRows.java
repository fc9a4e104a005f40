package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;

/**
 * Some rows of a table: those that a sparse gradient has, or that a step has changed.
 *
 * @param rows the indexes of the rows, int64 {@code [n]}, each once
 * @param values float32 {@code [n, columns]}
 */
public record SparseRows(NDArray rows, NDArray values) {
  public SparseRows {
    requireNonNull(rows, "rows is null");
    requireNonNull(values, "values is null");
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The same rows of a table {@code [.., columns]}: a copy, {@code [n, columns]}. */
  public NDArray select(NDArray table) {
    return LayerOperations.embedding(rows, table, false);
  }

  /**
   * Adds values {@code [n, columns]} to these rows of a table, and leaves the others as they are.
   */
  public void addTo(NDArray table, NDArray values) {
    try (NDArray sparse = sparse(table, values)) {
      Operations.addInPlace(table, sparse);
    }
  }

  /** Changes these rows of a table on the same device to the values. */
  public void replaceIn(NDArray table) {
    Operations.replaceRows(table, rows, values);
  }

  /** Values {@code [n, columns]} for these rows, as a sparse array of a table's shape. */
  public NDArray sparse(NDArray table, NDArray values) {
    return Operations.sparse(Operations.insertDimension(rows, 0), values, table.getShape());
  }
}
