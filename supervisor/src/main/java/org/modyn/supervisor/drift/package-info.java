/**
 * Drift between two windows of samples. A {@link org.modyn.supervisor.drift.DriftMetric} measures
 * the distance between their feature vectors ({@link org.modyn.supervisor.drift.Features}), some
 * with a statistical test; {@link org.modyn.supervisor.drift.DriftMetrics} creates one from a
 * pipeline file's section. The package knows neither samples nor models nor when to train.
 */
package org.modyn.supervisor.drift;
