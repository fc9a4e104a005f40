/**
 * Policies that decide after every {@code evaluation_interval_data_points} samples. {@link
 * org.modyn.supervisor.trigger.interval.IntervalTrigger} cuts the samples into intervals and runs
 * the warm-up; an {@link org.modyn.supervisor.trigger.interval.IntervalPolicy} decides about one
 * interval.
 */
package org.modyn.supervisor.trigger.interval;
