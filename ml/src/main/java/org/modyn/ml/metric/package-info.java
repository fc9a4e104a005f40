/**
 * Metrics of a model's outputs. {@link org.modyn.ml.metric.Metric} is the contract; {@link
 * org.modyn.ml.metric.Metrics} makes one from a pipeline file's entry in {@code
 * evaluation.metrics}; {@link org.modyn.ml.metric.EvaluationTransformers} is the table of builtins
 * for its {@code evaluation_transformer_function}. All of it is plain Java on {@link
 * org.modyn.ml.metric.Predictions}.
 */
package org.modyn.ml.metric;
