package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowCoalescer;
import org.modyn.ml.tensor.Scalar;

/**
 * Scales all gradients by one factor when their common 2-norm is above a limit, as {@code
 * torch.nn.utils.clip_grad_norm_} does. A norm that is not finite makes all gradients NaN, as
 * there.
 */
final class NormClipping implements GradientClipping {
  /** What torch adds to the norm, against divisions by zero. */
  private static final float EPSILON = 1e-6f;

  private final float limit;
  private final Scalar factor;
  private final RowCoalescer coalescer;

  NormClipping(NDManager manager, double limit) {
    this.limit = (float) limit;
    this.factor = new Scalar(manager, 1);
    this.coalescer = new RowCoalescer(manager);
  }

  @Override
  public void apply(List<NDArray> parameters, NDManager scratch) {
    List<NDArray> gradients = new ArrayList<>(parameters.size());
    List<NDArray> norms = new ArrayList<>(parameters.size());
    for (NDArray parameter : parameters) {
      NDArray gradient = Operations.gradient(parameter);
      if (gradient != null) {
        gradient.attach(scratch);
        gradients.add(gradient);
        norms.add(norm(gradient));
      }
    }
    if (gradients.isEmpty()) {
      return;
    }
    float norm = NativeArrays.scalar(Operations.norm(Operations.stack(norms)));
    float scale = Math.min(1, limit / (norm + EPSILON));
    if (scale != 1) {
      factor.set(scale);
      gradients.forEach(gradient -> Operations.multiplyInPlace(gradient, factor.array()));
    }
  }

  private NDArray norm(NDArray gradient) {
    return Operations.norm(
        Operations.isSparse(gradient) ? coalescer.coalesce(gradient).values() : gradient);
  }
}
