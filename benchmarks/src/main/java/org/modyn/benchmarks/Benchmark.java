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

  /**
   * Measures.
   *
   * @param directory empty, for data and server state; deleted afterwards
   * @param repetitions how often each figure is measured; the median counts
   */
  List<Measurement> run(Path directory, int repetitions) throws IOException, InterruptedException;
}
