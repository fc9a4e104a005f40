package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.schema.Discriminator;

/**
 * A metric of the distance between two windows of samples. The name contains the Python library
 * that a metric equals, if there is one.
 */
@Discriminator("id")
public sealed interface DriftMetricConfig
    permits EvidentlyDriftMetricConfig,
        AlibiDetectDriftMetricConfig,
        ClassifierDriftMetricConfig,
        StatisticalDriftMetricConfig {
  /** The criterion of a drift. */
  DriftCriterionConfig decisionCriterion();

  /** Whether the metric has a statistical test, which a criterion can use. */
  boolean hasTest();
}
