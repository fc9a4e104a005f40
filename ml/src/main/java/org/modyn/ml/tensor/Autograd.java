package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Computes gradients from the operations that the engine {@linkplain GradientMode has recorded}.
 */
public final class Autograd {
  private Autograd() {}

  /**
   * Computes the gradients of a result without dimensions and adds them to those of the arrays that
   * it was recorded from.
   *
   * @param one a float32 array without dimensions that is 1
   */
  public static void backward(NDArray result, NDArray one) {
    JniUtils.backward(pt(result), pt(one), false, false);
  }

  /** The gradient of an array, owned by the array's manager; null if there is none yet. */
  public static NDArray gradient(NDArray array) {
    return JniUtils.getGradient(pt(array));
  }

  public static void clear(NDArray array) {
    JniUtils.zeroGrad(pt(array));
  }

  private static PtNDArray pt(NDArray array) {
    return (PtNDArray) array;
  }
}
