package org.modyn.ml.metric;

import org.modyn.common.config.pipeline.evaluation.metric.AccuracyConfig;
import org.modyn.common.config.pipeline.evaluation.metric.AveragePrecisionConfig;
import org.modyn.common.config.pipeline.evaluation.metric.BrierScoreConfig;
import org.modyn.common.config.pipeline.evaluation.metric.ExpectedCalibrationErrorConfig;
import org.modyn.common.config.pipeline.evaluation.metric.F1ScoreConfig;
import org.modyn.common.config.pipeline.evaluation.metric.LogLossConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MeanAbsoluteErrorConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MeanSquaredErrorConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.config.pipeline.evaluation.metric.PrecisionConfig;
import org.modyn.common.config.pipeline.evaluation.metric.RecallConfig;
import org.modyn.common.config.pipeline.evaluation.metric.RocAucConfig;

/** The registry of metrics. */
final class Metrics {
  private Metrics() {}

  /**
   * Creates a metric without samples.
   *
   * @param source of the metric
   * @param shared the accumulators of the other metrics of the same samples
   */
  static Metric create(MetricConfig config, MetricSource source, SharedAccumulators shared) {
    return switch (config) {
      case AccuracyConfig accuracy ->
          accuracy.topn() == 1
              ? new Accuracy(shared.classCounts(source))
              : new TopAccuracy(source, accuracy.topn());
      case F1ScoreConfig score ->
          new F1Score(score.classes(), shared.classCounts(source, score.classes().numClasses()));
      case PrecisionConfig precision ->
          new Precision(
              precision.classes(), shared.classCounts(source, precision.classes().numClasses()));
      case RecallConfig recall ->
          new Recall(recall.classes(), shared.classCounts(source, recall.classes().numClasses()));
      case RocAucConfig _ -> new RocAuc(shared.rankings(source));
      case AveragePrecisionConfig _ -> new AveragePrecision(shared.rankings(source));
      case LogLossConfig _ -> new LogLoss(source);
      case BrierScoreConfig _ -> new BrierScore(source);
      case ExpectedCalibrationErrorConfig error ->
          new ExpectedCalibrationError(source, error.bins());
      case MeanAbsoluteErrorConfig _ -> new MeanAbsoluteError(source);
      case MeanSquaredErrorConfig _ -> new MeanSquaredError(source);
    };
  }
}
