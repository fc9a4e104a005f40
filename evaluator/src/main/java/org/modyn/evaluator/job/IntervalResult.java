package org.modyn.evaluator.job;

import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * The results of one interval.
 *
 * @param interval its index in the request
 * @param metrics values by name, in the order of the request; empty for an undefined metric
 */
public record IntervalResult(int interval, SequencedMap<String, OptionalDouble> metrics) {}
