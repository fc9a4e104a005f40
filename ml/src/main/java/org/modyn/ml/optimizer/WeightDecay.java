package org.modyn.ml.optimizer;

/**
 * A pull of each parameter towards zero.
 *
 * @param factor how strong; 0: none
 * @param decoupled false: {@code factor * parameter} is added to the gradient, so that the
 *     algorithm adapts it, too; true: the parameter itself shrinks by the learning rate times the
 *     factor (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", arXiv:1711.05101)
 */
public record WeightDecay(double factor, boolean decoupled) {
  /** No weight decay. */
  public static final WeightDecay NONE = new WeightDecay(0, false);

  public WeightDecay {
    if (!(factor >= 0)) {
      throw new IllegalArgumentException("factor must be at least 0, but is " + factor);
    }
  }

  /** Weight decay by way of the gradient. */
  public static WeightDecay ofGradient(double factor) {
    return new WeightDecay(factor, false);
  }
}
