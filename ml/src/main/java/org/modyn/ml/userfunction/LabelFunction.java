package org.modyn.ml.userfunction;

/**
 * Java source of {@code label_transformer_function}. Implementations must be safe for concurrent
 * use.
 */
@FunctionalInterface
public interface LabelFunction {
  /** The label to train with, and to compare predictions with. */
  long transform(long label);
}
