package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * {@code torch.nn.Embedding}: integers {@code [...]} to rows of a table, {@code [..., columns]}.
 * Parameter: {@code weight [rows, columns]}.
 *
 * <p>With sparse gradients, and an optimizer that supports them, the cost of a step depends on the
 * rows of the batch and not on the size of the table.
 */
public final class Embedding extends Layer {
  private final NDArray weight;
  private final boolean sparse;

  /** The number that is not learned, as an array; null when all are. */
  private final NDArray padding;

  private Embedding(ModelContext context, NDArray weight, boolean sparse, NDArray padding) {
    super(context);
    this.weight = parameter("weight", weight);
    this.sparse = sparse;
    this.padding = padding;
  }

  /** A table with dense gradients. */
  public static Embedding dense(
      ModelContext context, long rows, long columns, Initialization weights) {
    return new Embedding(context, context.draw(weights, new Shape(rows, columns)), false, null);
  }

  /**
   * Creates a table with dense gradients whose first row is the embedding of padding. That row is
   * initialized with zeros and has no gradient.
   */
  public static Embedding padded(
      ModelContext context, long rows, long columns, Initialization weights) {
    return new Embedding(
        context,
        context.drawTables(
            List.of(columns, (rows - 1) * columns),
            List.of(Initialization.zeros(), weights),
            new Shape(rows, columns)),
        false,
        context.constant(0, TensorDataType.INT64, new Shape()));
  }

  /**
   * Several tables below each other. Each begins uniform between {@code -b} and {@code b} with
   * {@code b = 1 / sqrt(rows)}.
   *
   * @param rows of each table
   * @param sparse whether gradients are sparse
   */
  public static Embedding joint(
      ModelContext context, List<Integer> rows, long columns, boolean sparse) {
    List<Long> elements = new ArrayList<>();
    List<Initialization> initializations = new ArrayList<>();
    for (int count : rows) {
      elements.add(count * columns);
      initializations.add(Initialization.uniform(1 / Math.sqrt(count)));
    }
    long allRows = rows.stream().mapToLong(count -> count).sum();
    return new Embedding(
        context,
        context.drawTables(elements, initializations, new Shape(allRows, columns)),
        sparse,
        null);
  }

  @Override
  public NDArray forward(NDArray input) {
    NDArray rows = LayerOperations.embedding(input, weight, sparse);
    if (padding == null || !isTraining()) {
      return rows;
    }
    NDArray learned =
        Operations.insertDimension(
            Operations.differs(input, padding), input.getShape().dimension());
    return Operations.select(learned, rows, Operations.detach(rows));
  }
}
