package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowCoalescer;
import org.modyn.ml.tensor.SparseRows;

/**
 * Brings each element of the gradients between {@code -limit} and {@code limit}, as {@code
 * torch.nn.utils.clip_grad_value_} does.
 */
final class ValueClipping implements GradientClipping {
  private final double limit;
  private final RowCoalescer coalescer;

  ValueClipping(NDManager manager, double limit) {
    this.limit = limit;
    this.coalescer = new RowCoalescer(manager);
  }

  @Override
  public void apply(List<NDArray> parameters, NDManager scratch) {
    for (NDArray parameter : parameters) {
      NDArray gradient = Autograd.gradient(parameter);
      if (gradient != null) {
        gradient.attach(scratch);
        NDArray clipped = clipped(gradient);
        Autograd.clear(parameter);
        Operations.addInPlace(gradient, clipped);
      }
    }
  }

  private NDArray clipped(NDArray gradient) {
    if (!Operations.isSparse(gradient)) {
      return Operations.clip(gradient, -limit, limit);
    }
    SparseRows rows = coalescer.coalesce(gradient);
    return rows.sparse(gradient, Operations.clip(rows.values(), -limit, limit));
  }
}
