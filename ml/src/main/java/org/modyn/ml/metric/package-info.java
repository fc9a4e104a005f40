/**
 * Metrics of a model's outputs. An {@link org.modyn.ml.metric.EvaluationMetrics} is what a pipeline
 * file defines in {@code evaluation.metrics}; it creates a {@link org.modyn.ml.metric.MetricSet}
 * for each interval. A {@code Metric} is a function of {@code Accumulator}s, which it shares with
 * other metrics: {@code ClassCounts} (the sums of a confusion matrix) and {@code Rankings} (sorted
 * scores). {@code Metrics} is the registry; {@link org.modyn.ml.metric.EvaluationTransformers} is
 * the table of builtins for {@code evaluation_transformer_function}. All of it is plain Java on
 * {@link org.modyn.ml.metric.Predictions}.
 *
 * <p>What a metric is computed from:
 *
 * <ul>
 *   <li>Predicted classes (accuracy, precision, recall, F1): the transformer's single value per
 *       sample, or the model's single output.
 *   <li>Probabilities (log loss, Brier score, calibration): what the transformer returns. Without a
 *       transformer, the outputs are logits: the softmax of several outputs, the sigmoid of one.
 *   <li>Scores (ROC-AUC, average precision): what the transformer returns. Without a transformer,
 *       the softmax of several outputs, or one output as it is.
 *   <li>Values (mean absolute and squared error): the transformer's single value, or the model's
 *       single output.
 * </ul>
 */
package org.modyn.ml.metric;
