package org.modyn.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.common.sample.SampleClient;

/**
 * Measures the storage server on data like Criteo's: reads of samples, listings of keys, and ingest
 * of files. The baselines, each on the same data:
 *
 * <ul>
 *   <li>{@code get_*}: copying the same records in the same order from memory-mapped files;
 *   <li>{@code get_100k_1stream_vs_tcp}: the same number of bytes over a plain TCP connection;
 *   <li>{@code new_data_since}, {@code data_per_worker}: writing and reading the same messages;
 *   <li>{@code ingest_*}: reading the labels of the same files.
 * </ul>
 */
public final class StorageBenchmark implements Benchmark {
  private static final String DATASET = "criteo";
  private static final long SAMPLES = 3_000_000;
  private static final int FILES = 9;
  private static final int SINGLE_SAMPLES = 100_000;
  private static final long QUICK_SAMPLES = 30_000;
  private static final int QUICK_SINGLE_SAMPLES = 1_000;
  private static final int SMALL_REQUEST = 10_000;
  private static final int LARGE_REQUEST = 100_000;

  @Override
  public String name() {
    return "storage";
  }

  @Override
  public String description() {
    return "reads of samples, listings and ingest, on generated Criteo-like data";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.SAMPLES, BenchmarkOption.SCALING, BenchmarkOption.ROWS);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    return options.scaling() ? StorageScaling.run(directory, options) : runOnce(directory, options);
  }

  private static List<Measurement> runOnce(Path directory, BenchmarkOptions options)
      throws IOException {
    long samples = options.samples().orElse(options.quick() ? QUICK_SAMPLES : SAMPLES);
    Path folder = directory.resolve("criteo");
    CriteoData.write(folder, samples, FILES);
    try (RecordFiles files =
            new RecordFiles(folder, CriteoData.RECORD_SIZE, CriteoData.LABEL_SIZE);
        LoopbackTcp tcp = new LoopbackTcp();
        StorageUnderTest storage = StorageUnderTest.start(directory)) {
      storage.ingest(
          DATASET, folder, CriteoData.FILE_WRAPPER, CriteoData.FILE_WRAPPER_CONFIG, samples);
      long[] keys = storage.keys(DATASET, (int) samples);
      Rows rows = new Rows(options.rows());
      addRequests(rows, storage, files, keys, tcp, options.repetitions());
      StorageListings listings = new StorageListings(storage, DATASET, keys);
      rows.add("new_data_since", name -> listings.newDataSince(name, options.repetitions()));
      rows.add("data_per_worker", name -> listings.dataPerWorker(name, options.repetitions()));
      StorageIngest ingest = new StorageIngest(storage);
      rows.add("ingest_binary", name -> ingest.binary(name, folder, files, options.repetitions()));
      int singleSamples = options.quick() ? QUICK_SINGLE_SAMPLES : SINGLE_SAMPLES;
      rows.add(
          "ingest_single_sample",
          name -> {
            Path singleFolder = directory.resolve("single");
            CriteoData.writeSingly(singleFolder, singleSamples);
            return ingest.singleSample(name, singleFolder, singleSamples, options.repetitions());
          });
      return rows.measure();
    }
  }

  private static void addRequests(
      Rows rows,
      StorageUnderTest storage,
      RecordFiles files,
      long[] keys,
      LoopbackTcp tcp,
      int repetitions) {
    int[] order = SampleRequests.shuffled(keys.length);
    SampleRequests small = new SampleRequests(DATASET, keys, order, SMALL_REQUEST);
    SampleRequests large = new SampleRequests(DATASET, keys, order, LARGE_REQUEST);
    SampleClient client = new SampleClient(storage.client().channel());
    rows.add("get_10k_1stream", name -> againstFiles(name, small, 1, client, files, repetitions));
    rows.add("get_100k_1stream", name -> againstFiles(name, large, 1, client, files, repetitions));
    rows.add("get_100k_2streams", name -> againstFiles(name, large, 2, client, files, repetitions));
    rows.add("get_100k_1stream_vs_tcp", name -> againstTcp(name, large, client, tcp, repetitions));
  }

  static Measurement againstFiles(
      String name,
      SampleRequests requests,
      int streams,
      SampleClient client,
      RecordFiles files,
      int repetitions) {
    return Measurement.of(
        name,
        "samples/s",
        repetitions,
        () -> Measurement.perSecond(requests.samples(), () -> requests.receive(client, streams)),
        () -> Measurement.perSecond(requests.samples(), () -> requests.copy(files, streams)));
  }

  private static Measurement againstTcp(
      String name, SampleRequests requests, SampleClient client, LoopbackTcp tcp, int repetitions) {
    long bytes = requests.receive(client, 1);
    return Measurement.of(
        name,
        "bytes/s",
        repetitions,
        () -> Measurement.perSecond(bytes, () -> requests.receive(client, 1)),
        () -> Measurement.perSecond(bytes, () -> tcp.receive(bytes)));
  }
}
