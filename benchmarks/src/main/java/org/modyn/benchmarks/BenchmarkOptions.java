package org.modyn.benchmarks;

import java.util.OptionalLong;

/**
 * What a run of a benchmark was asked for.
 *
 * @param repetitions how often each figure is measured, at least 1; the median counts
 * @param samples size of the generated dataset; empty: the benchmark's own
 * @param scaling measure at growing sizes instead
 * @param quick as little data as shows that everything works
 */
record BenchmarkOptions(int repetitions, OptionalLong samples, boolean scaling, boolean quick) {}
