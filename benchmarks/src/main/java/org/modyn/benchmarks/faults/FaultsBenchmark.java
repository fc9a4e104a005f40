package org.modyn.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Examples;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.cli.dataset.FlightsPreparation;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.StopPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.supervisor.log.Stage;

/**
 * Kills servers and the database with SIGKILL in the middle of short flights pipelines, and counts
 * what differs from an undisturbed pipeline. The processes stay up between the pipelines, and each
 * pipeline has several kills.
 */
public final class FaultsBenchmark implements Benchmark {
  private static final int DEFAULT_KILLS = 200;
  private static final int QUICK_KILLS = 12;
  private static final int KILLS_PER_PIPELINE = 4;
  private static final int DAYS = 36;
  private static final int FLIGHTS_PER_DAY = 150;
  private static final Duration INGEST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration UNDISTURBED_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final String PIPELINE = "pipeline.yaml";

  @Override
  public String name() {
    return "faults";
  }

  @Override
  public String description() {
    return "kills of servers in the middle of pipelines: what differs from an undisturbed pipeline";
  }

  @Override
  public boolean isSizeable() {
    return false;
  }

  @Override
  public boolean hasKills() {
    return true;
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    Path flights = prepare(directory);
    int kills = options.kills().orElse(options.quick() ? QUICK_KILLS : DEFAULT_KILLS);
    try (Cluster cluster = Cluster.start(directory, flights)) {
      awaitIngest(cluster);
      return new Session(cluster, directory).run(KillPlan.create(kills, options.seed()));
    }
  }

  /** Writes the first flights of each of the first days. */
  private static Path prepare(Path directory) throws IOException {
    Path all = Files.createDirectories(directory.resolve("all-flights"));
    Path source = Examples.flights();
    new FlightsPreparation(source.toString()).prepare(source, all);
    Path flights = Files.createDirectories(directory.resolve("flights"));
    try (Stream<Path> files = Files.list(all)) {
      for (Path day :
          files.filter(file -> file.toString().endsWith(".bin")).sorted().limit(DAYS).toList()) {
        FileTime time = Files.getLastModifiedTime(day);
        Path target = Files.copy(day, flights.resolve(day.getFileName()));
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
          file.setLength((long) FLIGHTS_PER_DAY * FlightsPreparation.RECORD_SIZE);
        }
        Files.setLastModifiedTime(target, time);
      }
    }
    return flights;
  }

  private static void awaitIngest(Cluster cluster) {
    StorageGrpc.StorageBlockingStub storage =
        StorageGrpc.newBlockingStub(cluster.client(ServerKind.STORAGE).channel());
    GetDatasetSizeRequest request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(Cluster.DATASET).build();
    long deadline = System.nanoTime() + INGEST_TIMEOUT.toNanos();
    while (storage.getDatasetSize(request).getNumKeys() < (long) DAYS * FLIGHTS_PER_DAY) {
      if (System.nanoTime() > deadline) {
        throw ModynException.unavailable(
            "the storage does not ingest the flights within %d seconds",
            INGEST_TIMEOUT.toSeconds());
      }
      Cluster.pause(PAUSE);
    }
  }

  /** The pipelines on one cluster. */
  private static final class Session {
    private final Cluster cluster;
    private final OutcomeReader reader;
    private final String pipeline;
    private final List<Comparison> comparisons = new ArrayList<>();
    private int killsMade;

    Session(Cluster cluster, Path directory) throws IOException {
      this.cluster = cluster;
      this.reader = new OutcomeReader(cluster, directory);
      try (InputStream file = FaultsBenchmark.class.getResourceAsStream(PIPELINE)) {
        this.pipeline =
            ConfigLoader.toJson(
                ConfigLoader.parse(
                    PIPELINE, new String(file.readAllBytes(), UTF_8), PipelineConfig.class));
      }
    }

    List<Measurement> run(List<Kill> plan) throws IOException {
      Map<Stage, Duration> durations = new EnumMap<>(Stage.class);
      Outcome expected = undisturbed(durations);
      // the first one was slow: the processes had just started
      List<String> differences = Comparison.of(expected, undisturbed(durations)).differences();
      if (!differences.isEmpty()) {
        throw ModynException.internal(
            "undisturbed pipelines differ: %s", String.join("; ", differences));
      }
      Deque<Kill> left = new ArrayDeque<>(plan);
      int mostPipelines = 2 * plan.size();
      while (!left.isEmpty() && comparisons.size() < mostPipelines) {
        List<Kill> kills = new ArrayList<>();
        while (kills.size() < KILLS_PER_PIPELINE && !left.isEmpty()) {
          kills.add(left.remove());
        }
        kills.sort(Comparator.comparing(kill -> KillPlan.phase(kill.stage())));
        List<Kill> unmade = disturb(kills, durations, expected);
        killsMade += kills.size() - unmade.size();
        unmade.forEach(kill -> left.add(kill.sooner()));
      }
      return measurements(plan.size(), expected);
    }

    /**
     * @param durations is set to the mean durations of the stages
     */
    private Outcome undisturbed(Map<Stage, Duration> durations) throws IOException {
      int pipelineId = start();
      try (PipelineWatch watch =
          new PipelineWatch(cluster.client(ServerKind.SUPERVISOR), pipelineId)) {
        watch.awaitEnd(UNDISTURBED_TIMEOUT);
        durations.putAll(watch.meanDurations());
      }
      Outcome outcome = reader.read(pipelineId);
      outcome
          .error()
          .ifPresent(
              error -> {
                throw ModynException.internal("the undisturbed pipeline failed: %s", error);
              });
      return outcome;
    }

    private int start() {
      return new PipelineClient(cluster.client(ServerKind.SUPERVISOR).channel())
          .start(
              Path.of(PIPELINE),
              pipeline,
              new ReplayOptions(OptionalInt.of(0), OptionalInt.empty(), OptionalInt.empty()));
    }

    /** Returns the kills that were not made. */
    private List<Kill> disturb(List<Kill> kills, Map<Stage, Duration> durations, Outcome expected)
        throws IOException {
      int pipelineId = start();
      List<Kill> unmade;
      try (DisturbedPipeline disturbed =
          new DisturbedPipeline(cluster, pipelineId, durations, FaultsBenchmark::report)) {
        unmade = disturbed.run(kills);
      } catch (ModynException e) {
        add(pipelineId, Comparison.ofFailure(e.oneLine()));
        SupervisorGrpc.newBlockingStub(cluster.client(ServerKind.SUPERVISOR).channel())
            .stopPipeline(StopPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
        return List.of();
      }
      add(pipelineId, Comparison.of(expected, reader.read(pipelineId)));
      return unmade;
    }

    private void add(int pipelineId, Comparison comparison) {
      comparisons.add(comparison);
      comparison
          .differences()
          .forEach(
              difference ->
                  report(String.format(Locale.ROOT, "pipeline %d: %s", pipelineId, difference)));
    }

    private List<Measurement> measurements(int planned, Outcome expected) {
      long pipelines = comparisons.size();
      return List.of(
          Measurement.count("kills", "kills", killsMade, planned),
          Measurement.count(
              "failed",
              "pipelines",
              comparisons.stream().filter(Comparison::failed).count(),
              pipelines),
          Measurement.count(
              "lost_samples",
              "samples",
              comparisons.stream().mapToLong(Comparison::lostSamples).sum(),
              pipelines * expected.samples()),
          Measurement.count(
              "duplicate_samples",
              "samples",
              comparisons.stream().mapToLong(Comparison::duplicateSamples).sum(),
              pipelines * expected.samples()),
          Measurement.count(
              "wrong_models",
              "models",
              comparisons.stream().mapToLong(Comparison::wrongModels).sum(),
              pipelines * expected.models().size()),
          Measurement.count(
              "wrong_evaluations",
              "evaluations",
              comparisons.stream().mapToLong(Comparison::wrongEvaluations).sum(),
              pipelines * expected.evaluations().size()));
    }
  }

  private static void report(String line) {
    System.err.println(line);
  }
}
