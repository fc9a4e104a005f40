package org.modyn.ml.userfunction;

/** Java source of {@code evaluation_transformer_function}. */
@FunctionalInterface
public interface OutputFunction {
  /**
   * Transforms a model's outputs for one sample.
   *
   * @return at least one value, and the same number for each sample
   */
  float[] transform(float[] outputs);
}
