/**
 * The settings of a drift trigger: metrics compare windows of samples, a criterion for each metric
 * turns its distance into a decision, and an aggregation combines these decisions into one. Start
 * with {@link org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig}.
 */
package org.modyn.common.config.pipeline.trigger.drift;
