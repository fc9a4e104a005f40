package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;

/**
 * Scales all gradients by one factor when their common 2-norm is above a limit, as {@code
 * torch.nn.utils.clip_grad_norm_} does. As there, a norm that is NaN makes all gradients NaN, and
 * one that is infinite makes the infinite elements NaN and all others 0.
 */
final class NormClipping implements GradientClipping {
  /** The number that torch adds to the norm to avoid division by zero. */
  private static final float EPSILON = 1e-6f;

  private final Gradients gradients;
  private final float limit;
  private final NDArray limitOnDevice;
  private final NDArray epsilonOnDevice;
  private final NDArray oneOnDevice;

  NormClipping(NDManager manager, double limit) {
    this.gradients = new Gradients(manager);
    this.limit = (float) limit;
    this.limitOnDevice = manager.create(this.limit);
    this.epsilonOnDevice = manager.create(EPSILON);
    this.oneOnDevice = manager.create(1f);
  }

  @Override
  public void apply(List<NDArray> parameters, NDManager scratch) {
    List<NDArray> all = Gradients.of(parameters, scratch);
    if (all.isEmpty()) {
      return;
    }
    NDArray norm = gradients.norm(all);
    if (!Device.holding(norm).isCpu()) {
      Gradients.multiply(all, scale(norm, scratch));
      return;
    }
    float scale = Math.min(1, limit / (NativeArrays.scalar(norm) + EPSILON));
    if (scale != 1) {
      gradients.multiply(all, scale);
    }
  }

  /** The factor on the device: the host does not have to wait for the norm. */
  private NDArray scale(NDArray norm, NDManager scratch) {
    NDArray quotient = Operations.divide(limitOnDevice, Operations.add(norm, epsilonOnDevice));
    return Operations.minimum(Operations.give(quotient, scratch), oneOnDevice);
  }
}
