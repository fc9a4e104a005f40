package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowCoalescer;
import org.modyn.ml.tensor.Scalar;

/** All gradients of a step together, dense and sparse ones. Not safe for concurrent use. */
final class Gradients {
  private final Scalar factor;
  private final RowCoalescer coalescer;

  /**
   * @param manager owns the arrays that are used in all steps
   */
  Gradients(NDManager manager) {
    this.factor = new Scalar(manager, 1);
    this.coalescer = new RowCoalescer(manager);
  }

  /**
   * The gradients that parameters have.
   *
   * @param scratch their manager from now on
   */
  static List<NDArray> of(List<NDArray> parameters, NDManager scratch) {
    List<NDArray> gradients = new ArrayList<>(parameters.size());
    for (NDArray parameter : parameters) {
      NDArray gradient = Autograd.gradient(parameter);
      if (gradient != null) {
        gradient.attach(scratch);
        gradients.add(gradient);
      }
    }
    return gradients;
  }

  /**
   * The root of the sum of the squares of all elements, without dimensions, on their device.
   *
   * @param gradients at least one
   */
  NDArray norm(List<NDArray> gradients) {
    List<NDArray> norms = gradients.stream().map(this::norm).toList();
    return Operations.norm(Operations.stack(norms));
  }

  private NDArray norm(NDArray gradient) {
    return Operations.norm(
        Operations.isSparse(gradient) ? coalescer.coalesce(gradient).values() : gradient);
  }

  /** Multiplies all gradients, in place. */
  void multiply(List<NDArray> gradients, float by) {
    factor.set(by);
    multiply(gradients, factor.array());
  }

  /**
   * As above.
   *
   * @param by without dimensions
   */
  static void multiply(List<NDArray> gradients, NDArray by) {
    gradients.forEach(gradient -> Operations.multiplyInPlace(gradient, by));
  }
}
