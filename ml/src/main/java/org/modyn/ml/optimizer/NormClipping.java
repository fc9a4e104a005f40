package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Scales all gradients by one factor when their common 2-norm is above a limit, as {@code
 * torch.nn.utils.clip_grad_norm_} does. As there, a norm that is NaN makes all gradients NaN, and
 * one that is infinite makes the infinite elements NaN and all others 0.
 */
final class NormClipping implements GradientClipping {
  /** The number that torch adds to the norm to avoid division by zero. */
  private static final float EPSILON = 1e-6f;

  private final float limit;
  private final Gradients gradients;

  NormClipping(NDManager manager, double limit) {
    this.limit = (float) limit;
    this.gradients = new Gradients(manager);
  }

  @Override
  public void apply(List<NDArray> parameters, NDManager scratch) {
    List<NDArray> all = Gradients.of(parameters, scratch);
    float scale = Math.min(1, limit / (gradients.norm(all) + EPSILON));
    if (scale != 1) {
      gradients.multiply(all, scale);
    }
  }
}
