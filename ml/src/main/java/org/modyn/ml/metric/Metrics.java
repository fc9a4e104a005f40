package org.modyn.ml.metric;

import org.modyn.common.config.pipeline.evaluation.metric.AccuracyConfig;
import org.modyn.common.config.pipeline.evaluation.metric.F1ScoreConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.config.pipeline.evaluation.metric.RocAucConfig;
import org.modyn.common.error.ModynException;
import org.modyn.ml.userfunction.UserCode;

/** Creates the metrics of a pipeline file's {@code evaluation.metrics}. */
public final class Metrics {
  private Metrics() {}

  /** Creates a metric without samples and plugins; see the other method. */
  public static Metric create(MetricConfig config) {
    return create(config, UserCode.withoutPlugins());
  }

  /**
   * Creates a metric without samples.
   *
   * @throws ModynException INVALID_ARGUMENT when the transformer cannot be created, see {@link
   *     UserCode}; UNIMPLEMENTED for a metric that is not supported
   */
  public static Metric create(MetricConfig config, UserCode userCode) {
    EvaluationTransformer transformer =
        EvaluationTransformers.create(config.evaluationTransformerFunction().orElse(""), userCode);
    return switch (config) {
      case AccuracyConfig accuracy -> new Accuracy(accuracy, transformer);
      case RocAucConfig _ -> new RocAuc(transformer);
      case F1ScoreConfig _ ->
          throw ModynException.unimplemented(
              "the metric F1Score is not supported yet; use Accuracy or RocAuc");
    };
  }
}
