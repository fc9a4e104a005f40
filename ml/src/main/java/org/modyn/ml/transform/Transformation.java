package org.modyn.ml.transform;

import org.modyn.ml.tensor.TensorSpecification;

/** One step on a sample's values. Immutable, and used by many threads at a time. */
interface Transformation {
  /** What the step makes of its input. */
  TensorSpecification output();

  /**
   * Transforms one sample. Values of uint8 and float32 are both given as float32, which holds each
   * of them exactly.
   *
   * @param input the values of a sample, in the order of their memory; not to be changed
   * @param output to be filled
   */
  void apply(float[] input, float[] output);
}
