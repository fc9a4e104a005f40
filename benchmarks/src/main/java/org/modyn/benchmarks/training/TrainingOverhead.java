package org.modyn.benchmarks.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.framework.ServerCluster;
import org.modyn.benchmarks.framework.StageRuns;
import org.modyn.cli.dataset.FlightsPreparation;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.PipelineEnded;

/**
 * Measures what a small training costs beside its steps: a pipeline trains a small model again and
 * again, each time from the last one, and all servers are processes of their own. The time of a
 * training is that from the trigger to the stored model, as the log of the pipeline has it, with
 * the transactions of the supervisor. All figures are medians over the triggers, in milliseconds.
 *
 * <p>The pipeline runs a few times. The first run shows what trainings cost while the servers start
 * to serve, and the JVMs still compile their code; the last one what they cost from then on, which
 * is what servers that run for months show.
 */
final class TrainingOverhead {
  private static final int TRIGGERS = 50;
  private static final int SAMPLES_PER_TRIGGER = 10_000;
  private static final int RUNS = 3;
  private static final int QUICK_TRIGGERS = 2;
  private static final int QUICK_SAMPLES_PER_TRIGGER = 600;
  private static final int BATCH_SIZE = 10_000;
  private static final String FILE = "overhead.yaml";
  private static final String DATASET = "flights";
  private static final String UNIT = "ms";
  private static final String NAME = "training_overhead";
  private static final String FIRST_NAME = "training_overhead_after_start";

  private static final List<Part> PARTS =
      List.of(
          new Part("start", LoggedTraining::start),
          new Part("prepare", LoggedTraining::prepare),
          new Part("first_batch", LoggedTraining::firstBatch),
          new Part("loop", LoggedTraining::loop),
          new Part("write", LoggedTraining::write),
          new Part("store", LoggedTraining::store),
          new Part("transactions", LoggedTraining::transactions));

  private static final ServerCluster.Settings SETTINGS =
      new ServerCluster.Settings(List.of(), Duration.ofSeconds(60));

  private final Path directory;
  private final int triggers;
  private final int samplesPerTrigger;

  private record Part(String name, ToDoubleFunction<LoggedTraining> milliseconds) {
    String row() {
      return NAME + "_" + name;
    }
  }

  private TrainingOverhead(Path directory, boolean quick) {
    this.directory = requireNonNull(directory, "directory is null");
    this.triggers = quick ? QUICK_TRIGGERS : TRIGGERS;
    this.samplesPerTrigger = quick ? QUICK_SAMPLES_PER_TRIGGER : SAMPLES_PER_TRIGGER;
  }

  /**
   * Adds {@code training_overhead}, whose baseline is the time of the steps, its parts, and {@code
   * training_overhead_after_start}, the overhead in the first run of the pipeline.
   *
   * @param directory for data and the state of the servers
   */
  static void addTo(Rows rows, Path directory, BenchmarkOptions options) {
    rows.addTogether(
        Stream.concat(Stream.of(FIRST_NAME, NAME), PARTS.stream().map(Part::row)).toList(),
        () -> new TrainingOverhead(directory.resolve("overhead"), options.quick()).measure());
  }

  private List<Measurement> measure() throws IOException {
    Path files = Files.createDirectories(directory.resolve(DATASET));
    writeFiles(files);
    ServerCluster.Dataset dataset =
        new ServerCluster.Dataset(
            DATASET,
            files,
            "{file_extension: .bin, byteorder: little, label_size: 1, record_size: "
                + FlightsPreparation.RECORD_SIZE
                + "}",
            BATCH_SIZE);
    try (ServerCluster cluster = ServerCluster.start(directory, dataset, SETTINGS)) {
      cluster.awaitIngest(DATASET, (long) triggers * samplesPerTrigger);
      List<Measurement> rows = new ArrayList<>();
      rows.add(overhead(FIRST_NAME, run(cluster)));
      for (int run = 2; run < RUNS; run++) {
        run(cluster);
      }
      List<LoggedTraining> last = run(cluster);
      rows.add(overhead(NAME, last));
      PARTS.forEach(
          part -> rows.add(Measurement.ofEach(part.row(), UNIT, last, part.milliseconds())));
      return rows;
    }
  }

  /** Runs the pipeline to its end. */
  private List<LoggedTraining> run(ServerCluster cluster) throws IOException {
    Channel supervisor = cluster.client(ServerKind.SUPERVISOR).channel();
    PipelineClient client = new PipelineClient(supervisor);
    int pipelineId =
        client.start(
            Path.of(FILE),
            pipeline(),
            new ReplayOptions(
                OptionalInt.of(ReplayOptions.ALL_DATA), OptionalInt.empty(), OptionalInt.empty()));
    PipelineEnded end = client.watch(pipelineId, event -> {});
    if (!end.getError().isEmpty()) {
      throw ModynException.internal("the pipeline failed: %s", end.getError());
    }
    List<LoggedTraining> trainings = LoggedTraining.read(StageRuns.read(supervisor, pipelineId));
    if (trainings.size() != triggers) {
      throw ModynException.internal(
          "the log has %d trainings instead of %d", trainings.size(), triggers);
    }
    return trainings;
  }

  private static Measurement overhead(String name, List<LoggedTraining> trainings) {
    return Measurement.ofEach(
        name, UNIT, trainings, LoggedTraining::overhead, LoggedTraining::steps);
  }

  /** One file per trigger: hour, weekday, distance, origin, and destination are random. */
  private void writeFiles(Path files) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int trigger = 0; trigger < triggers; trigger++) {
      ByteBuffer records =
          ByteBuffer.allocate(samplesPerTrigger * FlightsPreparation.RECORD_SIZE)
              .order(ByteOrder.LITTLE_ENDIAN);
      while (records.hasRemaining()) {
        records
            .put((byte) random.nextInt(2))
            .put((byte) random.nextInt(24))
            .put((byte) random.nextInt(7))
            .putShort((short) random.nextInt(3_000))
            .putShort((short) random.nextInt(256))
            .putShort((short) random.nextInt(256));
      }
      Path file = files.resolve(String.format(Locale.ROOT, "%03d.bin", trigger));
      Files.write(file, records.array());
      Files.setLastModifiedTime(file, FileTime.fromMillis(trigger * 1_000L));
    }
  }

  private String pipeline() throws IOException {
    try (InputStream file = TrainingOverhead.class.getResourceAsStream(FILE)) {
      String yaml =
          new String(file.readAllBytes(), UTF_8)
              .replace("{samples}", Integer.toString(samplesPerTrigger));
      return ConfigLoader.toJson(ConfigLoader.parse(FILE, yaml, PipelineConfig.class));
    }
  }
}
