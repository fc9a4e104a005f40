package org.modyn.evaluator.job;

import java.util.SequencedMap;

/**
 * What was measured on one interval.
 *
 * @param interval its position in the request
 * @param metrics by name, in the order of the request
 */
public record IntervalResult(int interval, SequencedMap<String, Double> metrics) {}
