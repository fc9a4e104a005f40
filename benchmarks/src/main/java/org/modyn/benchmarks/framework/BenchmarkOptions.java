package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.modyn.common.config.RecordCopy;

/**
 * The options of a benchmark run. What is empty has the default of the benchmark.
 *
 * @param repetitions the number of measurements of each figure, at least 1; the median is reported
 * @param quick whether to use minimal data, to test that the benchmark works
 * @param rows which rows are measured
 * @param samples the size of the generated dataset
 * @param scaling whether to measure at growing sizes instead
 * @param seed the seed of random choices
 * @param kills the number of kills of servers
 * @param latency the latency of requests that is simulated
 * @param requests the number of requests
 * @param clients the number of clients that send requests concurrently
 * @param duration of a measurement
 */
public record BenchmarkOptions(
    int repetitions,
    boolean quick,
    RowSelection rows,
    OptionalLong samples,
    boolean scaling,
    long seed,
    OptionalInt kills,
    Optional<Duration> latency,
    OptionalInt requests,
    OptionalInt clients,
    Optional<Duration> duration) {
  public BenchmarkOptions {
    requireNonNull(rows, "rows is null");
    requireNonNull(samples, "samples is null");
    requireNonNull(kills, "kills is null");
    requireNonNull(latency, "latency is null");
    requireNonNull(requests, "requests is null");
    requireNonNull(clients, "clients is null");
    requireNonNull(duration, "duration is null");
  }

  /** The defaults, with one repetition and as little data as shows that everything works. */
  public static final BenchmarkOptions QUICK =
      new BenchmarkOptions(
          1,
          true,
          RowSelection.ALL,
          OptionalLong.empty(),
          false,
          1,
          OptionalInt.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty());

  /** Returns these options with the rows that have one of some names. */
  public BenchmarkOptions withRows(RowSelection newRows) {
    return RecordCopy.with(this, Map.of("rows", newRows));
  }

  public BenchmarkOptions withSamples(long newSamples) {
    return RecordCopy.with(this, Map.of("samples", OptionalLong.of(newSamples)));
  }

  public BenchmarkOptions withScaling() {
    return RecordCopy.with(this, Map.of("scaling", true));
  }

  public BenchmarkOptions withKills(int newKills, long newSeed) {
    return RecordCopy.with(this, Map.of("kills", OptionalInt.of(newKills), "seed", newSeed));
  }
}
