/**
 * Series of measurements, such as the accuracies of a model over time, and forecasts of their next
 * value. A {@link org.modyn.supervisor.trigger.series.MeasurementSeries} summarizes all of its
 * measurements; {@link org.modyn.supervisor.trigger.series.RecentMeasurements} keeps the newest
 * ones.
 */
package org.modyn.supervisor.trigger.series;
