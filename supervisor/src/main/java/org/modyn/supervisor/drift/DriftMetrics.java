package org.modyn.supervisor.drift;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.trigger.drift.AlibiDetectDriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.EvidentlyDriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.StatisticalDriftMetricConfig;
import org.modyn.common.error.ModynException;

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
      case EvidentlyDriftMetricConfig.Model model -> unimplemented(model, seed);
      case EvidentlyDriftMetricConfig.Ratio ratio -> unimplemented(ratio, seed);
      case EvidentlyDriftMetricConfig.SimpleDistance distance -> unimplemented(distance, seed);
      case EvidentlyDriftMetricConfig.HellingerDistance hellinger -> unimplemented(hellinger, seed);
    };
  }

  private static DriftMetric unimplemented(Record config, long seed) {
    throw ModynException.unimplemented(
        "%s is not supported yet (seed %d)", ConfigLoader.nameOf(config), seed);
  }
}
