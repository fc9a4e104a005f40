package org.modyn.benchmarks.framework;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A benchmark: prepares its data, starts its servers, measures, and stops them. */
public interface Benchmark {
  /** Returns the name for the command line. */
  String name();

  /** Returns one line for the help. */
  String description();

  /** Returns the options that it has beside those of all benchmarks. */
  Set<BenchmarkOption> options();

  /**
   * Runs the benchmark.
   *
   * @param directory an empty directory for data and server state; deleted afterwards
   */
  List<Measurement> run(Path directory, BenchmarkOptions options)
      throws IOException, InterruptedException;
}
