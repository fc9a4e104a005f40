package org.modyn.ml.metric;

import java.util.Arrays;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.ml.userfunction.UserCode;

/** Metrics for tests. */
public final class TestMetrics {
  private TestMetrics() {}

  /** The metrics of these entries of {@code evaluation.metrics}, as JSON; without samples. */
  public static MetricSet create(String... configurations) {
    return new EvaluationMetrics(
            Arrays.stream(configurations)
                .map(TestMetrics::config)
                .map(config -> MetricDefinition.create(config, UserCode.withoutPlugins()))
                .toList())
        .newSet();
  }

  static MetricConfig config(String configuration) {
    return ConfigLoader.parseSection("metrics[0]", configuration, MetricConfig.class);
  }

  /** The value of a result. */
  public static double value(MetricResult result) {
    return switch (result) {
      case MetricResult.Defined(double value) -> value;
      case MetricResult.Undefined(String reason) ->
          throw new AssertionError("undefined because " + reason);
    };
  }

  /** The value of the only metric, or of the first of several. */
  public static double value(MetricSet metrics) {
    return value(metrics.results().firstEntry().getValue());
  }

  /** The reason why the first metric is undefined. */
  static String reason(MetricSet metrics) {
    return switch (metrics.results().firstEntry().getValue()) {
      case MetricResult.Undefined(String reason) -> reason;
      case MetricResult.Defined(double value) -> throw new AssertionError("the value is " + value);
    };
  }

  static EvaluatedBatch batch(float[] outputs, long... labels) {
    return new EvaluatedBatch(new Predictions(outputs, labels.length), labels);
  }
}
