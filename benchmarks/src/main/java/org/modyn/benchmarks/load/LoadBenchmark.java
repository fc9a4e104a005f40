package org.modyn.benchmarks.load;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.SelectorUnderTest;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.common.error.ModynException;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.SelectorGrpc.SelectorBlockingStub;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * Sends requests of many clients at once, to the storage and then to the selector:
 *
 * <ul>
 *   <li>{@code storage_*}: a request is for 1,000 random samples of 160 bytes;
 *   <li>{@code selector_*}: a client has a pipeline of its own; a request brings 1,000 samples, and
 *       every twentieth triggers.
 * </ul>
 *
 * <p>Rows: {@code throughput} of all clients together, {@code p50} and {@code p99} of the
 * latencies, {@code errors}, and {@code memory} of the server at the end, against that before the
 * first request. One client takes a connection and a virtual thread.
 */
public final class LoadBenchmark implements Benchmark {
  private static final int DEFAULT_CLIENTS = 200;
  private static final int QUICK_CLIENTS = 20;
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);
  private static final Duration QUICK_DURATION = Duration.ofSeconds(1);
  private static final String DATASET = "criteo";
  private static final int SAMPLES = 1_000_000;
  private static final int QUICK_SAMPLES = 10_000;
  private static final int FILES = 10;
  private static final int SAMPLES_A_REQUEST = 1_000;
  private static final int REQUESTS_A_TRIGGER = 20;

  /** Each trigger takes what has come since the last. */
  private static final String STRATEGY =
      """
      {"name": "NewDataStrategy", "maximum_keys_in_memory": 1000000, "storage_backend": "local",
      "limit": -1, "tail_triggers": 0}\
      """;

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String description() {
    return "many clients at once: throughput, latencies, errors and memory of storage and selector";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.CLIENTS, BenchmarkOption.SECONDS);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    int clients = options.clients().orElse(options.quick() ? QUICK_CLIENTS : DEFAULT_CLIENTS);
    Duration duration =
        options.duration().orElse(options.quick() ? QUICK_DURATION : DEFAULT_DURATION);
    List<Measurement> rows = new ArrayList<>();
    Path storage = Files.createDirectory(directory.resolve("storage"));
    rows.addAll(storage(storage, options.quick() ? QUICK_SAMPLES : SAMPLES, clients, duration));
    rows.addAll(selector(Files.createDirectory(directory.resolve("selector")), clients, duration));
    return rows;
  }

  private static List<Measurement> storage(
      Path directory, int samples, int clients, Duration duration) throws IOException {
    Path folder = directory.resolve(DATASET);
    CriteoData.write(folder, samples, FILES);
    try (StorageUnderTest storage = StorageUnderTest.start(directory)) {
      storage.ingest(
          DATASET, folder, CriteoData.FILE_WRAPPER, CriteoData.FILE_WRAPPER_CONFIG, samples);
      long[] keys = storage.keys(DATASET, samples);
      return new LoadPhase("storage", storage.client(), storage::memoryBytes, clients, duration)
          .run(
              (client, channel) -> {
                Random random = new Random(client);
                StorageGrpc.StorageBlockingStub stub = StorageGrpc.newBlockingStub(channel);
                return request -> get(stub, keys, random);
              });
    }
  }

  private static void get(StorageGrpc.StorageBlockingStub storage, long[] keys, Random random) {
    long[] requested =
        random.ints(SAMPLES_A_REQUEST, 0, keys.length).mapToLong(index -> keys[index]).toArray();
    Iterator<GetResponse> responses =
        storage.get(
            GetRequest.newBuilder()
                .setDatasetId(DATASET)
                .addAllKeys(Longs.asList(requested))
                .build());
    int received = 0;
    while (responses.hasNext()) {
      received += responses.next().getSamplesCount();
    }
    if (received != requested.length) {
      throw ModynException.internal("%d samples came for %d keys", received, requested.length);
    }
  }

  private static List<Measurement> selector(Path directory, int clients, Duration duration)
      throws IOException {
    try (SelectorUnderTest selector = SelectorUnderTest.start(directory)) {
      for (int client = 0; client < clients; client++) {
        selector.register(client + 1, STRATEGY, 1);
      }
      return new LoadPhase("selector", selector.client(), selector::memoryBytes, clients, duration)
          .run(
              (client, channel) -> {
                SelectorBlockingStub stub = SelectorGrpc.newBlockingStub(channel);
                return request -> inform(stub, client + 1, request);
              });
    }
  }

  private static void inform(SelectorBlockingStub selector, int pipelineId, int number) {
    long first = (long) number * SAMPLES_A_REQUEST;
    long[] timestamps = new long[SAMPLES_A_REQUEST];
    Arrays.fill(timestamps, number);
    DataInformRequest request =
        DataInformRequest.newBuilder()
            .setPipelineId(pipelineId)
            .addAllKeys(LongStream.range(first, first + SAMPLES_A_REQUEST).boxed().toList())
            .addAllTimestamps(Longs.asList(timestamps))
            .addAllLabels(Longs.asList(new long[SAMPLES_A_REQUEST]))
            .build();
    if ((number + 1) % REQUESTS_A_TRIGGER == 0) {
      selector.informDataAndTrigger(request);
    } else {
      selector.informData(request);
    }
  }
}
