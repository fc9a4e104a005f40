package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.schema.Discriminator;

/**
 * A metric of the distance between two windows of samples. The name contains the Python library
 * that a metric is modelled on.
 */
@Discriminator("id")
public sealed interface DriftMetricConfig
    permits EvidentlyDriftMetricConfig, AlibiDetectDriftMetricConfig {
  /** The criterion of a drift. */
  DriftCriterionConfig decisionCriterion();
}
