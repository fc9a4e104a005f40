package org.modyn.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.modyn.benchmarks.downsampling.DownsamplingBenchmark;
import org.modyn.benchmarks.faults.FaultsBenchmark;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.load.LoadBenchmark;
import org.modyn.benchmarks.models.ModelsBenchmark;
import org.modyn.benchmarks.robustness.RobustnessBenchmark;
import org.modyn.benchmarks.selector.SelectorBenchmark;
import org.modyn.benchmarks.storage.FlightsBenchmark;
import org.modyn.benchmarks.storage.StorageBenchmark;
import org.modyn.benchmarks.supervisor.SupervisorBenchmark;
import org.modyn.benchmarks.training.TrainingBenchmark;
import org.modyn.benchmarks.triggers.TriggersBenchmark;
import org.modyn.cli.command.ModynCommand;
import org.modyn.cli.logging.Logging;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.grpc.GrpcErrors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code modyn benchmark}. */
@Command(
    name = "modyn benchmark",
    description = {
      "Measures throughput against a baseline of the same run; medians are printed.",
      "Servers run as processes of their own. 'faults' kills them in the middle of pipelines, and"
          + " counts what differs from an undisturbed pipeline; 'robustness' sends malformed"
          + " requests."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:usage"})
public final class Benchmarks implements Callable<Integer> {
  private static final List<Benchmark> ALL =
      List.of(
          new FlightsBenchmark(),
          new StorageBenchmark(),
          new SelectorBenchmark(),
          new SupervisorBenchmark(),
          new TrainingBenchmark(),
          new DownsamplingBenchmark(),
          new TriggersBenchmark(),
          new ModelsBenchmark(),
          new LoadBenchmark(),
          new FaultsBenchmark(),
          new RobustnessBenchmark());

  private enum OutputFormat {
    text,
    json
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "Which benchmark; without one, all are listed.",
      arity = "0..1")
  private String name;

  @Mixin private BenchmarkArguments arguments;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "text")
  private OutputFormat output;

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Logging.warningsToStandardError();
    System.exit(ModynCommand.commandLine(new Benchmarks()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      ALL.forEach(benchmark -> out.printf("%-12s %s%n", benchmark.name(), benchmark.description()));
      return CommandLine.ExitCode.OK;
    }
    Benchmark benchmark =
        ALL.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "no benchmark '%s'; there are: %s".formatted(name, names())));
    List<Measurement> measurements = run(benchmark, arguments.toOptions(benchmark));
    switch (output) {
      case json -> out.println(toJson(measurements));
      case text -> printTable(out, measurements);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  /** Stops the servers and deletes the data also when a signal ends the benchmark early. */
  private static List<Measurement> run(Benchmark benchmark, BenchmarkOptions options)
      throws IOException {
    try (TerminationSignal signal =
        TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."))) {
      Path directory = Files.createTempDirectory("modyn-benchmark-");
      try {
        return signal.interruptibly(
            () -> {
              try {
                return benchmark.run(directory, options);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (StatusRuntimeException e) {
        throw GrpcErrors.toModynException("benchmark's server", e);
      } finally {
        deleteRecursively(directory);
      }
    }
  }

  private static String names() {
    return ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "));
  }

  private static String toJson(List<Measurement> measurements) throws IOException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(measurements);
  }

  private static void printTable(PrintWriter out, List<Measurement> measurements) {
    String line = "%-40s %16s %16s %-12s %8s %s";
    printLine(out, line.formatted("name", "value", "baseline", "unit", "ratio", "(spread)"));
    for (Measurement measurement : measurements) {
      String number =
          switch (measurement.unit()) {
            case "s" -> "%,.3f";
            case "ms" -> "%,.1f";
            case "s/s" -> "%.4f";
            default -> "%,.0f";
          };
      printLine(
          out,
          line.formatted(
              measurement.name(),
              String.format(Locale.ROOT, number, measurement.value()),
              measurement.hasBaseline()
                  ? String.format(Locale.ROOT, number, measurement.baseline())
                  : "none",
              measurement.unit(),
              measurement.hasBaseline()
                  ? String.format(Locale.ROOT, "%.3f", measurement.ratio())
                  : "",
              spread(measurement)));
    }
  }

  private static void printLine(PrintWriter out, String line) {
    out.println(line.stripTrailing());
  }

  private static String spread(Measurement measurement) {
    return measurement.smallestRatio() < measurement.largestRatio()
        ? String.format(
            Locale.ROOT, "(%.3f-%.3f)", measurement.smallestRatio(), measurement.largestRatio())
        : "";
  }

  private static void deleteRecursively(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
