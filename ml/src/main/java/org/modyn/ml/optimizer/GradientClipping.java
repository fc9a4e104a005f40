package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;

/**
 * Limits gradients before the optimizers' steps, so that a single batch does not throw the
 * parameters far off. Dense and sparse gradients are limited alike.
 *
 * <p>Not safe for concurrent use.
 */
public interface GradientClipping {
  /**
   * Limits the gradients that the parameters have. Recording has to be off.
   *
   * @param parameters of all optimizers; those without a gradient are left out
   * @param scratch owns the temporary arrays
   */
  void apply(List<NDArray> parameters, NDManager scratch);

  /**
   * Creates the clipping that a pipeline file selects in {@code training.gradient_clipping}.
   *
   * @param manager owns the arrays that are used in all steps
   */
  static GradientClipping of(GradientClippingConfig config, NDManager manager) {
    return config
        .norm()
        .<GradientClipping>map(norm -> new NormClipping(manager, norm))
        .orElseGet(() -> new ValueClipping(manager, config.value().orElseThrow()));
  }
}
