package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.NativeArrays;

/**
 * Scales losses and gradients by the factors of a {@link GradScaler}, and reports to it whether the
 * gradients were finite. Not safe for concurrent use.
 */
public final class LossScaling {
  private final GradScaler scaler;
  private final Gradients gradients;

  /**
   * @param manager owns the arrays that are used in all steps
   */
  public LossScaling(GradScaler scaler, NDManager manager) {
    this.scaler = scaler;
    this.gradients = new Gradients(manager);
  }

  /** The factor for the loss that gradients are computed of. */
  public float scale() {
    return scaler.scale();
  }

  /**
   * Converts the gradients to those of the unscaled loss, and ends the scaler's step.
   *
   * @param parameters of all optimizers
   * @param scratch owns the temporary arrays
   * @return whether all gradients are finite; if not, they are cleared, and no optimizer may
   *     perform a step. Always true when the scaler is disabled: gradients are not checked then, as
   *     in PyTorch
   */
  public boolean unscale(List<NDArray> parameters, NDManager scratch) {
    if (!scaler.isEnabled()) {
      return true;
    }
    List<NDArray> scaled = Gradients.of(parameters, scratch);
    gradients.multiply(scaled, scaler.inverseScale());
    boolean finite =
        scaled.isEmpty() || Float.isFinite(NativeArrays.scalar(gradients.norm(scaled)));
    if (!finite) {
      parameters.forEach(Autograd::clear);
    }
    scaler.update(finite);
    return finite;
  }

  /** See {@link GradScaler#state}. */
  public String state() {
    return scaler.state();
  }

  /** See {@link GradScaler#restore}. */
  public void restore(String state) {
    scaler.restore(state);
  }
}
