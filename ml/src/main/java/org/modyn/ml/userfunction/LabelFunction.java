package org.modyn.ml.userfunction;

/** Java source of {@code label_transformer_function}. Used by many threads at a time. */
@FunctionalInterface
public interface LabelFunction {
  /** The label to train with, and to compare predictions with. */
  long transform(long label);
}
