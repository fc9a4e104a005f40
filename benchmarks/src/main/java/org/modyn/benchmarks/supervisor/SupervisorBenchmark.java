package org.modyn.benchmarks.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.supervisor.log.Stage;

/**
 * A pipeline over many samples with 30 triggers and the smallest model, on all servers in this
 * process, which communicate over gRPC. Measures the seconds of each stage from the pipeline log,
 * the samples per second through fetching, deciding and informing the selector, and the memory of
 * the heap after the first trigger and at the end.
 */
public final class SupervisorBenchmark implements Benchmark {
  private static final String DATASET = "records";
  private static final long DEFAULT_SAMPLES = 3_000_000;
  private static final long QUICK_SAMPLES = 3_000;
  private static final int TRIGGERS = 30;
  private static final int RECORD_SIZE = 160;
  private static final int LABEL_SIZE = 4;
  private static final int FILES = 300;
  private static final int SELECTOR_BATCH_SIZE = 50_000;
  private static final Instant FIRST_TIME = Instant.parse("2001-01-01T00:00:00Z");
  private static final Set<Stage> INFORM =
      Set.of(Stage.INFORM_SELECTOR_ABOUT_TRIGGER, Stage.INFORM_SELECTOR_REMAINING_DATA);

  @Override
  public String name() {
    return "supervisor";
  }

  @Override
  public String description() {
    return "a pipeline with 30 triggers and a trivial model: samples/s, seconds of each stage";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.SAMPLES);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    long samples = options.samples().orElse(options.quick() ? QUICK_SAMPLES : DEFAULT_SAMPLES);
    Path data = Files.createDirectories(directory.resolve("data"));
    writeRecords(data, samples);
    try (StateDirectory state = StateDirectory.lock(directory.resolve("state"));
        TerminationSignal signal = TerminationSignal.install(() -> {});
        LocalPlatform platform =
            LocalPlatform.startOnFreePorts(
                ModynConfig.defaults(), state, List.of(dataset(data)), signal);
        GrpcClient storage = platform.connect(ServerKind.STORAGE);
        GrpcClient supervisor = platform.connect(ServerKind.SUPERVISOR)) {
      awaitIngest(storage, samples);
      return measure(supervisor, samples);
    }
  }

  private static DatasetConfig dataset(Path data) {
    return new DatasetConfig(
        DATASET,
        "generated records",
        "1",
        data.toString(),
        "LocalFilesystemWrapper",
        "BinaryFileWrapper",
        Map.of(
            "byteorder",
            "little",
            "record_size",
            RECORD_SIZE,
            "label_size",
            LABEL_SIZE,
            "file_extension",
            ".bin"),
        Optional.of(true),
        Optional.empty(),
        Optional.empty(),
        SELECTOR_BATCH_SIZE);
  }

  /** Writes records with the labels 0 and 1, and with times a minute apart for each file. */
  private static void writeRecords(Path data, long samples) throws IOException {
    long written = 0;
    for (int file = 0; file < FILES && written < samples; file++) {
      int inFile = (int) Math.min(Math.ceilDiv(samples, FILES), samples - written);
      ByteBuffer records = ByteBuffer.allocate(inFile * RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      for (int record = 0; record < inFile; record++) {
        records.putInt(record * RECORD_SIZE, record % 2);
      }
      Path target = data.resolve(String.format(Locale.ROOT, "%04d.bin", file));
      Files.write(target, records.array());
      Files.setLastModifiedTime(target, FileTime.from(FIRST_TIME.plus(Duration.ofMinutes(file))));
      written += inFile;
    }
  }

  private static void awaitIngest(GrpcClient storage, long samples) {
    GetDatasetSizeRequest request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(DATASET).build();
    StorageGrpc.StorageBlockingStub stub = StorageGrpc.newBlockingStub(storage.channel());
    while (stub.getDatasetSize(request).getNumKeys() < samples) {
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private static List<Measurement> measure(GrpcClient supervisor, long samples) throws IOException {
    PipelineClient client = new PipelineClient(supervisor.channel());
    long[] firstHeap = {0};
    int pipelineId =
        client.start(
            Path.of("pipeline.yaml"),
            pipeline(samples),
            new ReplayOptions(OptionalInt.of(0), OptionalInt.empty(), OptionalInt.empty()));
    PipelineEnded ended =
        client.watch(
            pipelineId,
            event -> {
              // once: the pipeline stands still during the garbage collection
              if (event.hasTriggerCompleted() && firstHeap[0] == 0) {
                firstHeap[0] = usedHeap();
              }
            });
    long lastHeap = usedHeap();
    if (!ended.getSuccess()) {
      throw ModynException.internal("the pipeline failed: %s", ended.getError());
    }
    Map<Stage, Double> seconds = secondsByStage(Path.of(ended.getLogPath()));
    double fetch = fetchSeconds(Path.of(ended.getLogPath()));
    double inform = INFORM.stream().mapToDouble(stage -> seconds.getOrDefault(stage, 0.0)).sum();
    double decide = seconds.getOrDefault(Stage.EVALUATE_TRIGGER_POLICY, 0.0);
    double total = seconds.get(Stage.REPLAY_DATA);
    List<Measurement> rows = new ArrayList<>();
    double supervised = fetch + decide + inform;
    rows.add(
        new Measurement(
            "fetch_decide_inform",
            samples / supervised,
            "samples/s",
            1_000_000,
            samples / supervised / 1e6));
    rows.add(share("pipeline_seconds", total, total));
    rows.add(share("fetch_seconds", fetch, total));
    rows.add(share("decide_seconds", decide, total));
    rows.add(share("inform_seconds", inform, total));
    rows.add(share("train_seconds", seconds.getOrDefault(Stage.TRAIN, 0.0), total));
    rows.add(share("store_seconds", seconds.getOrDefault(Stage.STORE_TRAINED_MODEL, 0.0), total));
    rows.add(
        new Measurement(
            "heap_at_end",
            lastHeap / 1e6,
            "MB",
            firstHeap[0] / 1e6,
            (double) lastHeap / firstHeap[0]));
    return rows;
  }

  private static Measurement share(String name, double seconds, double total) {
    return new Measurement(name, seconds, "s", total, seconds / total);
  }

  /** Returns the memory of the heap in use after a garbage collection, in bytes. */
  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String pipeline(long samples) throws IOException {
    try (InputStream file = SupervisorBenchmark.class.getResourceAsStream("pipeline.yaml")) {
      String yaml =
          new String(file.readAllBytes(), UTF_8)
              .replace("SAMPLES_PER_TRIGGER", Long.toString(samples / TRIGGERS))
              .replace("batch_size: 10000", "batch_size: " + Math.min(10_000, samples / TRIGGERS));
      return ConfigLoader.toJson(ConfigLoader.parse("pipeline.yaml", yaml, PipelineConfig.class));
    }
  }

  private static Map<Stage, Double> secondsByStage(Path log) throws IOException {
    Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
    for (JsonNode run : runs(log)) {
      seconds.merge(
          Stage.valueOf(run.required("id").asText()),
          Duration.parse(run.required("duration").asText()).toNanos() / 1e9,
          Double::sum);
    }
    return seconds;
  }

  private static double fetchSeconds(Path log) throws IOException {
    double millis = 0;
    for (JsonNode run : runs(log)) {
      millis += run.path("info").path("fetch_time").asDouble(0);
    }
    return millis / 1_000;
  }

  private static JsonNode runs(Path log) throws IOException {
    return new JsonMapper().readTree(log.toFile()).at("/supervisor_logs/stage_runs");
  }
}
