package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * Scaled dot product attention of several heads, without the layers around it (Vaswani et al.,
 * "Attention Is All You Need", arXiv:1706.03762, sections 3.2.1 and 3.2.2). It has no parameters.
 */
public final class Attention extends Module {
  private final long heads;
  private final long headSize;
  private final NDArray scale;
  private final Dropout dropout;

  /**
   * @param size of queries, keys and values; a multiple of {@code heads}
   * @param dropout the share of a query's weights that training sets to zero
   */
  public Attention(ModelContext context, long size, long heads, double dropout) {
    super(context);
    if (size % heads != 0) {
      throw new IllegalArgumentException(size + " is not a multiple of " + heads);
    }
    this.heads = heads;
    this.headSize = size / heads;
    this.scale = context.constant(1 / Math.sqrt(headSize), TensorDataType.FLOAT32, new Shape());
    this.dropout = child("dropout", new Dropout(context, dropout));
  }

  /**
   * Computes for each query the mean of the values, weighted by how well their keys fit.
   *
   * @param queries {@code [batch, queries, size]}
   * @param keys {@code [batch, keys, size]}
   * @param values {@code [batch, keys, size]}
   * @param mask added to the scores, {@code [batch, 1, 1, keys]}: 0, or a large negative number for
   *     keys that are left out
   * @return {@code [batch, queries, size]}, in the manager of the queries
   */
  public NDArray forward(NDArray queries, NDArray keys, NDArray values, NDArray mask) {
    NDManager scratch = queries.getManager();
    NDArray scores =
        Operations.matrixProduct(
            context().lower(Operations.multiply(perHead(queries), scale), scratch),
            context().lower(Operations.permute(perHead(keys), 0, 1, 3, 2), scratch));
    NDArray weights =
        LayerOperations.softmax(
            Operations.add(context().raise(scores), mask), scores.getShape().dimension() - 1);
    NDArray means =
        Operations.matrixProduct(
            context().lower(dropout.forward(weights), scratch),
            context().lower(perHead(values), scratch));
    return Operations.reshape(
        Operations.permute(means, 0, 2, 1, 3),
        queries.getShape().get(0),
        queries.getShape().get(1),
        heads * headSize);
  }

  /** {@code [batch, length, size]} to {@code [batch, heads, length, size / heads]}. */
  private NDArray perHead(NDArray array) {
    Shape shape = array.getShape();
    return Operations.permute(
        Operations.reshape(array, shape.get(0), shape.get(1), heads, headSize), 0, 2, 1, 3);
  }
}
