package org.modyn.supervisor.drift;

import org.modyn.common.config.pipeline.trigger.drift.AlibiDetectDriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.ClassifierDriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.EvidentlyDriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.StatisticalDriftMetricConfig;

/** Creates the drift metric that a pipeline file configures. */
public final class DriftMetrics {
  private DriftMetrics() {}

  /**
   * Creates a metric.
   *
   * @param seed of its random choices
   */
  public static DriftMetric create(DriftMetricConfig config, long seed) {
    return switch (config) {
      case AlibiDetectDriftMetricConfig alibiDetect -> StatisticalMetrics.create(alibiDetect, seed);
      case StatisticalDriftMetricConfig statistical -> StatisticalMetrics.create(statistical, seed);
      case ClassifierDriftMetricConfig classifier ->
          new ClassifierDriftMetric(classifier.test(), classifier.folds(), classifier.pVal(), seed);
      case EvidentlyDriftMetricConfig.Model model ->
          new ModelDriftMetric(PrincipalComponents.of(model.numPcaComponent()));
      case EvidentlyDriftMetricConfig.Ratio ratio -> new RatioDriftMetric(ratio, seed);
      case EvidentlyDriftMetricConfig.SimpleDistance simple ->
          new MeanDistanceDriftMetric(
              simple.distanceMetric(), PrincipalComponents.of(simple.numPcaComponent()));
      case EvidentlyDriftMetricConfig.HellingerDistance _ -> new HellingerDriftMetric();
    };
  }
}
