/**
 * The parts of a drift trigger: windows of samples are compared by metrics, each with a criterion
 * that makes a decision of a distance, and an aggregation makes one decision of those. {@link
 * org.modyn.common.config.pipeline.drift.DriftMetricConfig} is where to start.
 */
package org.modyn.common.config.pipeline.drift;
