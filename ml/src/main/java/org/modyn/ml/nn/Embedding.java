package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.tensor.Operations;

/**
 * {@code torch.nn.Embedding}: integers {@code [...]} to rows of a table, {@code [..., columns]}.
 * Parameter: {@code weight [rows, columns]}.
 *
 * <p>With sparse gradients a step costs what the rows of the batch cost, and not what the table
 * does, with optimizers that can use them.
 */
public final class Embedding extends Layer {
  private final NDArray weight;
  private final boolean sparse;

  private Embedding(ModelContext context, NDArray weight, boolean sparse) {
    super(context);
    this.weight = parameter("weight", weight);
    this.sparse = sparse;
  }

  /** A table with dense gradients. */
  public static Embedding dense(
      ModelContext context, long rows, long columns, Initialization weights) {
    return new Embedding(context, context.draw(weights, new Shape(rows, columns)), false);
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
        sparse);
  }

  @Override
  public NDArray forward(NDArray input) {
    return Operations.embedding(input, weight, sparse);
  }
}
