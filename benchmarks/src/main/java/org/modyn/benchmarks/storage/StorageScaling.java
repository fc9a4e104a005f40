package org.modyn.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.DatabaseProcess;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.common.sample.SampleClient;

/**
 * Measures the storage server at growing sizes, on sparse files:
 *
 * <ul>
 *   <li>{@code ingest}: the throughput of ingest, relative to reading the labels;
 *   <li>{@code list}: the throughput of a listing of all keys;
 *   <li>{@code get}: the throughput of random reads, relative to reading the files; measured only
 *       if it is selected, because files that are larger than the memory take minutes;
 *   <li>{@code memory}: the memory afterwards, relative to that before;
 *   <li>{@code database_bytes}, {@code database_rows}: the size of the database, relative to that
 *       without files, and the number of rows that were added, relative to the number of files;
 *   <li>{@code start}: the time from starting the server's process until it serves, and {@code
 *       start_memory} its memory then, both relative to those of a server without files.
 * </ul>
 */
final class StorageScaling {
  private static final long[] MILLIONS = {1, 10, 100, 1000};
  private static final long DEFAULT_SAMPLES = 100_000_000;
  private static final long QUICK_DIVISOR = 100;
  private static final int SAMPLES_A_FILE = 333_334;
  private static final int REQUESTED = 1_000_000;
  private static final int SAMPLES_A_REQUEST = 100_000;
  private static final String SCHEMA = "storage";

  private static final List<String> ROWS =
      List.of(
          "ingest",
          "memory",
          "list",
          "get",
          "database_bytes",
          "database_rows",
          "start",
          "start_memory");

  private StorageScaling() {}

  /** Measures the sizes up to that of the options. */
  static List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    Rows rows = new Rows(options.rows());
    for (long millions : MILLIONS) {
      if (millions * 1_000_000 <= options.samples().orElse(DEFAULT_SAMPLES)) {
        long samples = millions * 1_000_000 / (options.quick() ? QUICK_DIVISOR : 1);
        String prefix = String.format(Locale.ROOT, "scaling_%dm_", millions);
        rows.addTogether(
            ROWS.stream().map(prefix::concat).toList(),
            () ->
                measure(
                    prefix,
                    Files.createDirectories(directory.resolve(millions + "m")),
                    samples,
                    options));
      }
    }
    return rows.measure();
  }

  private static List<Measurement> measure(
      String prefix, Path directory, long samples, BenchmarkOptions options) throws IOException {
    Path folder = directory.resolve("criteo");
    int numberOfFiles = Math.toIntExact(Math.ceilDiv(samples, SAMPLES_A_FILE));
    CriteoData.writeSparse(folder, samples, numberOfFiles);
    List<Measurement> rows = new ArrayList<>();
    try (RecordFiles files =
            new RecordFiles(folder, CriteoData.RECORD_SIZE, CriteoData.LABEL_SIZE);
        DatabaseProcess database = DatabaseProcess.start(directory)) {
      // the first start of all creates the schema
      start(directory, database);
      Start before = start(directory, database);
      long bytesBefore = database.size().diskBytes();
      long rowsBefore = database.size().rows(SCHEMA);
      try (StorageUnderTest storage = StorageUnderTest.start(directory, database)) {
        long memoryBefore = storage.memoryBytes();
        StorageIngest ingest = new StorageIngest(storage);
        rows.add(ingest.binaryOnce(prefix + "ingest", folder, files));
        long memoryAfter = storage.memoryBytes();
        rows.addAll(read(prefix, storage, files, options));
        rows.add(against(prefix + "memory", "bytes", memoryAfter, memoryBefore));
      }
      rows.add(
          against(prefix + "database_bytes", "bytes", database.size().diskBytes(), bytesBefore));
      long rowsAdded = database.size().rows(SCHEMA) - rowsBefore;
      rows.add(against(prefix + "database_rows", "rows", rowsAdded, numberOfFiles));
      Start after = start(directory, database);
      rows.add(against(prefix + "start", "s", after.seconds(), before.seconds()));
      rows.add(against(prefix + "start_memory", "bytes", after.memory(), before.memory()));
    }
    return rows;
  }

  private static Measurement against(String name, String unit, double value, double baseline) {
    return new Measurement(name, value, unit, baseline, value / baseline);
  }

  /**
   * A start of the server.
   *
   * @param seconds from starting the process until it serves
   * @param memory in use then, in bytes
   */
  private record Start(double seconds, long memory) {}

  private static Start start(Path directory, DatabaseProcess database) throws IOException {
    long begin = System.nanoTime();
    try (StorageUnderTest storage = StorageUnderTest.start(directory, database)) {
      return new Start((System.nanoTime() - begin) / 1e9, storage.memoryBytes());
    }
  }

  private static List<Measurement> read(
      String prefix, StorageUnderTest storage, RecordFiles files, BenchmarkOptions options) {
    String dataset = StorageIngest.dataset(0);
    int requested = Math.min(REQUESTED, files.size());
    int[] random = new Random(1).ints(requested, 0, files.size()).toArray();
    int[] ascending = random.clone();
    Arrays.sort(ascending);
    long begin = System.nanoTime();
    long[] keys = storage.keysAt(dataset, ascending, files.size());
    double listed = files.size() * 1e9 / (System.nanoTime() - begin);
    Measurement listing =
        new Measurement(prefix + "list", listed, "keys/s", Double.NaN, Double.NaN);
    if (!options.rows().has(prefix + "get")) {
      return List.of(listing);
    }
    return List.of(
        listing,
        StorageBenchmark.againstFiles(
            prefix + "get",
            new SampleRequests(
                dataset,
                random,
                sample -> keys[Arrays.binarySearch(ascending, sample)],
                SAMPLES_A_REQUEST),
            1,
            new SampleClient(storage.client().channel()),
            files,
            options.repetitions()));
  }
}
