package org.modyn.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.modyn.cli.dataset.FlightsPreparation;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;

/**
 * {@code Get} over gRPC on the flights data, against copying the same records in the same order
 * from memory-mapped files in one process.
 */
final class SkeletonBenchmark implements Benchmark {
  private static final String DATASET = "flights";
  private static final String UNIT = "samples/s";

  /** A pass over 300,000 samples is too short to be measured alone. */
  private static final int PASSES = 10;

  private static final long SHUFFLE_SEED = 1;

  @Override
  public String name() {
    return "skeleton";
  }

  @Override
  public String description() {
    return "Get over gRPC on the flights data, against reading the files in process";
  }

  @Override
  public boolean isSizeable() {
    return false;
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options)
      throws IOException, InterruptedException {
    int repetitions = options.repetitions();
    Path files = Files.createDirectories(directory.resolve("flights"));
    new FlightsPreparation().prepare(flightsSource(), files);
    try (FlightsFiles flights = new FlightsFiles(files);
        ServerProcess database =
            ServerProcess.start(
                directory.resolve("database.log"),
                "database",
                "--state-dir",
                directory.resolve("state").toString());
        ServerProcess storage =
            ServerProcess.start(
                directory.resolve("storage.log"),
                "storage",
                "--config",
                writeConfig(directory, files, database).toString());
        GrpcClient client = GrpcClient.connect("storage", storage.address())) {
      long[] keys = awaitKeys(client, flights.size());
      int[] inOrder = IntStream.range(0, keys.length).toArray();
      int[] shuffled = shuffle(inOrder);
      return List.of(
          measure("get_sequential", repetitions, client, flights, keys, inOrder),
          measure("get_shuffled", repetitions, client, flights, keys, shuffled));
    }
  }

  private static Measurement measure(
      String name,
      int repetitions,
      GrpcClient client,
      FlightsFiles flights,
      long[] keys,
      int[] order) {
    long[] requested = IntStream.of(order).mapToLong(index -> keys[index]).toArray();
    SampleClient samples = new SampleClient(client.channel());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(FlightsFiles.bytes(order.length));
      return Measurement.of(
          name,
          UNIT,
          repetitions,
          () -> samplesPerSecond(order.length, () -> receive(samples, requested)),
          () -> samplesPerSecond(order.length, () -> flights.copy(order, target)));
    }
  }

  private static double samplesPerSecond(int samples, Runnable pass) {
    long start = System.nanoTime();
    for (int count = 0; count < PASSES; count++) {
      pass.run();
    }
    return (double) samples * PASSES * 1e9 / (System.nanoTime() - start);
  }

  private static void receive(SampleClient client, long[] keys) {
    long received = 0;
    try (SampleStream stream = client.get(DATASET, keys)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        received += batch.size();
        batch.close();
      }
    }
    if (received != keys.length) {
      throw ModynException.internal("asked for %d samples, but received %d", keys.length, received);
    }
  }

  private static Path writeConfig(Path directory, Path files, ServerProcess database)
      throws IOException {
    String yaml =
        """
        state_directory: %s
        storage:
          port: 0
          database: {hostname: %s, port: %d, %s}
          datasets:
            - name: %s
              description: US domestic flights
              version: 1.0.0
              base_path: %s
              filesystem_wrapper_type: LocalFilesystemWrapper
              file_wrapper_type: BinaryFileWrapper
              file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: %d, label_size: 1}
              ignore_last_timestamp: true
        """
            .formatted(
                directory.resolve("state"),
                database.address().hostname(),
                database.address().port(),
                database.details(),
                DATASET,
                files,
                FlightsPreparation.RECORD_SIZE);
    return Files.writeString(directory.resolve("modyn.yaml"), yaml);
  }

  private static long[] awaitKeys(GrpcClient client, int size) throws InterruptedException {
    StorageBlockingStub storage = StorageGrpc.newBlockingStub(client.channel());
    var statusRequest = GetDatasetStatusRequest.newBuilder().setDatasetId(DATASET).build();
    GetDatasetStatusResponse status = storage.getDatasetStatus(statusRequest);
    while (status.getNumberOfSamples() < size) {
      if (status.getNumberOfRejectedFiles() > 0) {
        throw ModynException.dataLoss("storage rejects %s", status.getRejectedFiles(0));
      }
      Thread.sleep(100);
      status = storage.getDatasetStatus(statusRequest);
    }
    long[] keys = new long[size];
    int count = 0;
    Iterator<GetNewDataSinceResponse> responses =
        storage.getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId(DATASET).build());
    while (responses.hasNext()) {
      for (long key : responses.next().getKeysList()) {
        keys[count++] = key;
      }
    }
    return keys;
  }

  private static int[] shuffle(int[] values) {
    int[] shuffled = values.clone();
    Random random = new Random(SHUFFLE_SEED);
    for (int index = shuffled.length - 1; index > 0; index--) {
      int other = random.nextInt(index + 1);
      int value = shuffled[index];
      shuffled[index] = shuffled[other];
      shuffled[other] = value;
    }
    return shuffled;
  }

  /** The example's data, in the checkout that {@code ./modyn} names. */
  private static Path flightsSource() {
    String home = System.getProperty("modyn.home");
    if (home == null) {
      throw ModynException.failedPrecondition(
          "the system property modyn.home must name the checkout; ./modyn benchmark sets it");
    }
    return Path.of(home, "examples", "flights", "flights-2001-h1.csv.gz");
  }
}
