/**
 * Conditions on a series of measurements: whether the newest one is so extreme that it triggers.
 * Drift triggers use them on distances, performance triggers on metrics.
 */
package org.modyn.supervisor.trigger.criterion;
