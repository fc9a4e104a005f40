package org.modyn.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Examples;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.cli.dataset.FlightsPreparation;
import org.modyn.common.sample.SampleClient;

/**
 * {@code Get} over gRPC on the flights data, against copying the same records in the same order
 * from memory-mapped files in one process.
 */
public final class FlightsBenchmark implements Benchmark {
  private static final String DATASET = "flights";
  private static final String UNIT = "samples/s";

  /** A single pass over 300,000 samples is too short to be measured. */
  private static final int PASSES = 10;

  private static final int LABEL_SIZE = 1;
  private static final String FILE_WRAPPER = "BinaryFileWrapper";
  private static final String FILE_WRAPPER_CONFIG =
      String.format(
          Locale.ROOT,
          "{record_size: %d, label_size: %d, byteorder: little, file_extension: .bin}",
          FlightsPreparation.RECORD_SIZE,
          LABEL_SIZE);

  @Override
  public String name() {
    return "flights";
  }

  @Override
  public String description() {
    return "Get over gRPC on the flights data, against reading the files in process";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of();
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("flights"));
    Path source = Examples.flights();
    new FlightsPreparation(source.toString()).prepare(source, folder);
    try (RecordFiles files = new RecordFiles(folder, FlightsPreparation.RECORD_SIZE, LABEL_SIZE);
        StorageUnderTest storage = StorageUnderTest.start(directory)) {
      storage.ingest(DATASET, folder, FILE_WRAPPER, FILE_WRAPPER_CONFIG, files.size());
      long[] keys = storage.keys(DATASET, files.size());
      SampleClient client = new SampleClient(storage.client().channel());
      int[] inOrder = IntStream.range(0, keys.length).toArray();
      int[] shuffled = SampleRequests.shuffled(keys.length);
      int passes = options.quick() ? 1 : PASSES;
      return Stream.of(Map.entry("get_sequential", inOrder), Map.entry("get_shuffled", shuffled))
          .map(
              row -> {
                SampleRequests requests =
                    new SampleRequests(DATASET, keys, row.getValue(), keys.length);
                return Measurement.of(
                    row.getKey(),
                    UNIT,
                    options.repetitions(),
                    () -> samplesPerSecond(requests, passes, () -> requests.receive(client, 1)),
                    () -> samplesPerSecond(requests, passes, () -> requests.copy(files, 1)));
              })
          .toList();
    }
  }

  private static double samplesPerSecond(SampleRequests requests, int passes, Runnable pass) {
    return Measurement.perSecond(
        (long) passes * requests.samples(),
        () -> {
          for (int count = 0; count < passes; count++) {
            pass.run();
          }
        });
  }
}
