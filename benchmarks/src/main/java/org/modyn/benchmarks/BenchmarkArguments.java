package org.modyn.benchmarks;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.RowSelection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of {@code modyn benchmark}; not every benchmark has all of them. */
final class BenchmarkArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      description = "How often each figure is measured (default: ${DEFAULT-VALUE}).",
      defaultValue = "5")
  private int repetitions;

  @Option(
      names = "--quick",
      description = "As little data as shows that everything works; the figures mean nothing.")
  private boolean quick;

  @Option(
      names = "--rows",
      paramLabel = "NAME",
      split = ",",
      description = {
        "Measure only these rows; * stands for any text.",
        "Example: --rows 'get_*,new_data_since'"
      })
  private List<String> rows;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Size of the dataset that the benchmark generates.")
  private Long samples;

  @Option(
      names = "--scaling",
      description =
          "Measure with 1, 10 and 100 million samples instead: throughput, memory and disk. With"
              + " --samples, that is the largest size: up to 1000000000.")
  private boolean scaling;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description =
          "The seed that decides what 'faults' kills and when, and which requests 'robustness'"
              + " sends (default: 1).")
  private Long seed;

  @Option(names = "--kills", paramLabel = "N", description = "How often 'faults' kills a server.")
  private Integer kills;

  @Option(
      names = "--latency",
      paramLabel = "MILLISECONDS",
      description = {
        "Latency of each request to the storage that 'training' simulates in its rows",
        "loader_prefetch_* and loader_parallel_* (default: 5)."
      })
  private Integer latency;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "How many requests 'robustness' sends (default: 10000).")
  private Integer requests;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "How many clients of 'load' send requests concurrently (default: 200).")
  private Integer clients;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long 'load' sends requests to each server (default: 60).")
  private Integer seconds;

  /**
   * Returns the options for a benchmark.
   *
   * @throws ParameterException for a value that is not possible, or that the benchmark does not
   *     have
   */
  BenchmarkOptions toOptions(Benchmark benchmark) {
    Set<BenchmarkOption> unknown = given();
    unknown.removeAll(benchmark.options());
    if (!unknown.isEmpty()) {
      throw refused(
          "'%s' has no option %s; beside those of all benchmarks it has: %s"
              .formatted(
                  benchmark.name(),
                  flags(unknown),
                  benchmark.options().isEmpty() ? "none" : flags(benchmark.options())));
    }
    requireAtLeast("--repetitions", repetitions, 1);
    requireAtLeast("--kills", kills, 1);
    requireAtLeast("--latency", latency, 0);
    requireAtLeast("--requests", requests, 1);
    requireAtLeast("--clients", clients, 1);
    requireAtLeast("--seconds", seconds, 1);
    if (samples != null && (samples < 1 || samples > Integer.MAX_VALUE)) {
      throw refused(
          String.format(
              Locale.ROOT,
              "--samples must be between 1 and %d, but is %d",
              Integer.MAX_VALUE,
              samples));
    }
    return new BenchmarkOptions(
        repetitions,
        quick,
        rows == null ? RowSelection.ALL : new RowSelection(rows),
        samples == null ? OptionalLong.empty() : OptionalLong.of(samples),
        scaling,
        seed == null ? 1 : seed,
        optional(kills),
        Optional.ofNullable(latency).map(Duration::ofMillis),
        optional(requests),
        optional(clients),
        Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }

  private Set<BenchmarkOption> given() {
    return EnumSet.allOf(BenchmarkOption.class).stream()
        .filter(option -> command.commandLine().getParseResult().hasMatchedOption(option.flag()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(BenchmarkOption.class)));
  }

  private static String flags(Set<BenchmarkOption> options) {
    return options.stream().sorted().map(BenchmarkOption::flag).collect(Collectors.joining(", "));
  }

  private void requireAtLeast(String flag, Integer value, int minimum) {
    if (value != null && value < minimum) {
      throw refused(
          String.format(Locale.ROOT, "%s must be at least %d, but is %d", flag, minimum, value));
    }
  }

  private ParameterException refused(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
