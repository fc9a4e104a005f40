package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.schema.Discriminator;

/**
 * What measures the distance between two windows of samples. The names say which library of the
 * Python world a metric is modelled on.
 */
@Discriminator("id")
public sealed interface DriftMetricConfig
    permits EvidentlyDriftMetricConfig, AlibiDetectDriftMetricConfig {
  /** The criterion of a drift. */
  DriftCriterionConfig decisionCriterion();
}
