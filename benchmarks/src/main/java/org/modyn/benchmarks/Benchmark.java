package org.modyn.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One benchmark, which prepares its data, starts its servers, measures, and stops them. */
interface Benchmark {
  /** As given on the command line. */
  String name();

  /** One line for the help. */
  String description();

  /** Whether it generates its data, in the size that the options say. */
  boolean isSizeable();

  /**
   * Measures.
   *
   * @param directory empty, for data and server state; deleted afterwards
   */
  List<Measurement> run(Path directory, BenchmarkOptions options)
      throws IOException, InterruptedException;
}
