package org.modyn.benchmarks.framework;

import java.util.OptionalLong;

/**
 * The options of a benchmark run.
 *
 * @param repetitions the number of measurements of each figure, at least 1; the median is reported
 * @param samples the size of the generated dataset; empty means the benchmark's default
 * @param scaling whether to measure at growing sizes instead
 * @param quick whether to use minimal data, to test that the benchmark works
 */
public record BenchmarkOptions(
    int repetitions, OptionalLong samples, boolean scaling, boolean quick) {}
