/**
 * Triggers that compare the newest samples with those of the last training. {@link
 * org.modyn.supervisor.trigger.drift.DriftPolicy} keeps the two windows, asks for their feature
 * vectors, and turns the distances that the metrics of {@link org.modyn.supervisor.drift} measure
 * into a decision.
 */
package org.modyn.supervisor.trigger.drift;
