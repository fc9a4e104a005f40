package org.modyn.ml.metric;

/**
 * Transforms a model's outputs into the values that a metric compares with labels: the pipeline
 * file's {@code evaluation_transformer_function}. Implementations are immutable.
 */
@FunctionalInterface
public interface EvaluationTransformer {
  /** The same number of samples, transformed; the argument is not changed. */
  Predictions transform(Predictions predictions);
}
