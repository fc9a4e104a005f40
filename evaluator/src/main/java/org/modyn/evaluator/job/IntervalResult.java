package org.modyn.evaluator.job;

import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * What was measured on one interval.
 *
 * @param interval its position in the request
 * @param metrics by name, in the order of the request; empty where a metric is undefined
 */
public record IntervalResult(int interval, SequencedMap<String, OptionalDouble> metrics) {}
