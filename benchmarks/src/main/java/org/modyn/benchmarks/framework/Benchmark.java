package org.modyn.benchmarks.framework;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A benchmark: prepares its data, starts its servers, measures, and stops them. */
public interface Benchmark {
  /** Returns the name for the command line. */
  String name();

  /** Returns one line for the help. */
  String description();

  /** Returns whether it generates its data, in the size that the options specify. */
  boolean isSizeable();

  /** Returns whether it can measure at growing sizes. */
  default boolean hasScaling() {
    return isSizeable();
  }

  /** Returns whether it can measure some of its rows only. */
  default boolean hasSelectableRows() {
    return false;
  }

  /** Returns whether it kills servers, as often as the options specify. */
  default boolean hasKills() {
    return false;
  }

  /** Returns whether it simulates a latency between processes. */
  default boolean hasLatency() {
    return false;
  }

  /**
   * Runs the benchmark.
   *
   * @param directory an empty directory for data and server state; deleted afterwards
   */
  List<Measurement> run(Path directory, BenchmarkOptions options)
      throws IOException, InterruptedException;
}
