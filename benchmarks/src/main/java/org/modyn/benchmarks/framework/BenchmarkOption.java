package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

/** An option that some benchmarks have. */
public enum BenchmarkOption {
  /** The size of the dataset that the benchmark generates. */
  SAMPLES("--samples"),
  /** Measurements at growing sizes. */
  SCALING("--scaling"),
  /** Measurements of some rows only. */
  ROWS("--rows"),
  /** The seed of random choices. */
  SEED("--seed"),
  /** The number of kills of servers. */
  KILLS("--kills"),
  /** A simulated latency of requests. */
  LATENCY("--latency"),
  /** The number of requests. */
  REQUESTS("--requests"),
  /** The number of clients that send requests concurrently. */
  CLIENTS("--clients"),
  /** The duration of a measurement. */
  SECONDS("--seconds");

  private final String flag;

  BenchmarkOption(String flag) {
    this.flag = requireNonNull(flag, "flag is null");
  }

  /** Returns the name on the command line. */
  public String flag() {
    return flag;
  }
}
