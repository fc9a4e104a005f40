package org.modyn.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.common.sample.SampleClient;

/**
 * Measures the storage server at growing sizes: the throughput of ingest, the memory afterwards
 * (relative to that before), and the throughput of random reads. The files are sparse.
 */
final class StorageScaling {
  private static final long[] MILLIONS = {1, 10, 100};
  private static final long QUICK_DIVISOR = 100;
  private static final int SAMPLES_A_FILE = 333_334;
  private static final int REQUESTED = 1_000_000;
  private static final int SAMPLES_A_REQUEST = 100_000;

  private StorageScaling() {}

  static List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    Rows rows = new Rows(options.rows());
    for (long millions : MILLIONS) {
      long samples = millions * 1_000_000 / (options.quick() ? QUICK_DIVISOR : 1);
      String prefix = String.format(Locale.ROOT, "scaling_%dm_", millions);
      rows.addTogether(
          List.of(prefix + "ingest", prefix + "memory", prefix + "get"),
          () ->
              measure(
                  prefix,
                  Files.createDirectories(directory.resolve(millions + "m")),
                  (int) samples,
                  options));
    }
    return rows.measure();
  }

  private static List<Measurement> measure(
      String prefix, Path directory, int samples, BenchmarkOptions options) throws IOException {
    Path folder = directory.resolve("criteo");
    CriteoData.writeSparse(folder, samples, Math.ceilDiv(samples, SAMPLES_A_FILE));
    try (RecordFiles files =
            new RecordFiles(folder, CriteoData.RECORD_SIZE, CriteoData.LABEL_SIZE);
        StorageUnderTest storage = StorageUnderTest.start(directory)) {
      long memoryBefore = storage.memoryBytes();
      StorageIngest ingest = new StorageIngest(storage);
      Measurement rate = ingest.binaryOnce(prefix + "ingest", folder, files);
      Measurement getting = get(prefix + "get", storage, files, options.repetitions());
      long memory = storage.memoryBytes();
      return List.of(
          rate,
          new Measurement(
              prefix + "memory", memory, "bytes", memoryBefore, (double) memory / memoryBefore),
          getting);
    }
  }

  private static Measurement get(
      String name, StorageUnderTest storage, RecordFiles files, int repetitions) {
    String dataset = StorageIngest.dataset(0);
    long[] keys = storage.keys(dataset, files.size());
    int requested = Math.min(REQUESTED, files.size());
    int[] order = new Random(1).ints(requested, 0, files.size()).toArray();
    return StorageBenchmark.againstFiles(
        name,
        new SampleRequests(dataset, keys, order, SAMPLES_A_REQUEST),
        1,
        new SampleClient(storage.client().channel()),
        files,
        repetitions);
  }
}
