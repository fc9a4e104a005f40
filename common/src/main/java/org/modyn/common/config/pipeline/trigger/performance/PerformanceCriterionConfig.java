package org.modyn.common.config.pipeline.trigger.performance;

import java.util.Optional;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** The condition on a model's metric that triggers. */
@Discriminator("id")
public sealed interface PerformanceCriterionConfig {
  /** The name of the metric in results; empty for criteria that use only accuracy. */
  Optional<String> metricName();

  /** Whether the criterion needs past evaluations. */
  boolean needsCalibration();

  /** The metric is at or below a fixed value. */
  @Description("The metric is at or below a fixed value")
  @Name("StaticPerformanceThresholdCriterion")
  record StaticThreshold(
      @Description("Name of the metric in results, for example Accuracy or ROC-AUC")
          @Example("Accuracy")
          String metric,
      @Description("The value at or below which the trigger fires") @Default("0.0")
          double metricThreshold,
      @Description("Always false; may be omitted") @Constant("false") boolean needsCalibration)
      implements PerformanceCriterionConfig {
    @Override
    public Optional<String> metricName() {
      return Optional.of(metric);
    }
  }

  /** The metric is below a quantile of its past values. */
  @Description("The metric is below a quantile of its past values")
  @Name("DynamicQuantilePerformanceThresholdCriterion")
  record DynamicQuantile(
      @Description("Name of the metric in results, for example Accuracy or ROC-AUC")
          @Example("Accuracy")
          String metric,
      @Description("Number of past values to consider") @Default("10") @Minimum(1) int windowSize,
      @Description("Fraction of the smallest values that trigger")
          @Default("0.05")
          @Minimum(0)
          @Maximum(1)
          double quantile,
      @Description("Always true; may be omitted") @Constant("true") boolean needsCalibration)
      implements PerformanceCriterionConfig {
    @Override
    public Optional<String> metricName() {
      return Optional.of(metric);
    }
  }

  /** The metric is below the mean of its past values. */
  @Description("The metric is below the mean of its past values")
  @Name("DynamicRollingAveragePerformanceThresholdCriterion")
  record DynamicRollingAverage(
      @Description("Name of the metric in results, for example Accuracy or ROC-AUC")
          @Example("Accuracy")
          String metric,
      @Description("Number of past values to consider") @Default("10") @Minimum(1) int windowSize,
      @Description("Deviation from the mean that triggers") @Default("0.05") double deviation,
      @Description("Whether the deviation is absolute; otherwise it is relative to the mean")
          @Default("false")
          boolean absolute,
      @Description("Always true; may be omitted") @Constant("true") boolean needsCalibration)
      implements PerformanceCriterionConfig {
    @Override
    public Optional<String> metricName() {
      return Optional.of(metric);
    }
  }

  /** The number of accumulated avoidable misclassifications exceeds a limit. */
  @Description("The number of accumulated avoidable misclassifications exceeds a limit")
  @Name("StaticNumberMisclassificationCriterion")
  record StaticNumberMisclassification(
      @Inline AvoidableMisclassificationConfig misclassification,
      @Description("Number of avoidable misclassifications that triggers") @Example("1000")
          int avoidableMisclassificationThreshold)
      implements PerformanceCriterionConfig {
    @Override
    public Optional<String> metricName() {
      return Optional.empty();
    }

    @Override
    public boolean needsCalibration() {
      return misclassification.needsCalibration();
    }
  }
}
