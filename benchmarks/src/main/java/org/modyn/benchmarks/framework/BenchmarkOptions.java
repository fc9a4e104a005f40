package org.modyn.benchmarks.framework;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The options of a benchmark run.
 *
 * @param repetitions the number of measurements of each figure, at least 1; the median is reported
 * @param samples the size of the generated dataset; empty means the benchmark's default
 * @param scaling whether to measure at growing sizes instead
 * @param quick whether to use minimal data, to test that the benchmark works
 * @param kills the number of kills; empty means the benchmark's default
 * @param seed the seed of the random choices of kills
 * @param rows which rows are measured
 * @param latency the latency that is simulated; empty means the benchmark's default
 */
public record BenchmarkOptions(
    int repetitions,
    OptionalLong samples,
    boolean scaling,
    boolean quick,
    OptionalInt kills,
    long seed,
    RowSelection rows,
    Optional<Duration> latency) {
  /** Options of a benchmark without kills, which measures every row. */
  public BenchmarkOptions(int repetitions, OptionalLong samples, boolean scaling, boolean quick) {
    this(
        repetitions,
        samples,
        scaling,
        quick,
        OptionalInt.empty(),
        1,
        RowSelection.ALL,
        Optional.empty());
  }
}
