package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.StopPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.supervisor.log.Stage;

/** One pipeline of a scenario, with its data, from its submission to its end. Used once. */
final class ScenarioPipeline implements AutoCloseable {
  private static final Duration SUBMISSION_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STAGE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration END_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Longer than a pipeline takes from one stage to the next. */
  private static final Duration QUIET = Duration.ofSeconds(4);

  private final Cluster cluster;
  private final Flights flights;
  private final Scenario scenario;
  private final OutcomeReader reader;
  private final String datasetId;
  private final Path folder;
  private final long seed;
  private int pipelineId;
  private Optional<PipelineWatch> watch = Optional.empty();
  private Optional<FileFeed> feed = Optional.empty();

  /**
   * @param directory for the folder of a dataset that grows
   * @param number of the pipeline among those of the benchmark; determines when files arrive
   */
  ScenarioPipeline(
      Cluster cluster,
      Flights flights,
      Scenario scenario,
      OutcomeReader reader,
      Path directory,
      int number) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.flights = requireNonNull(flights, "flights is null");
    this.scenario = requireNonNull(scenario, "scenario is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.datasetId =
        scenario.isReplay()
            ? Cluster.DATASET
            : String.format(Locale.ROOT, "%s-%d", Cluster.DATASET, number);
    this.folder = directory.resolve(datasetId);
    this.seed = number;
  }

  Scenario scenario() {
    return scenario;
  }

  /** Creates the dataset that the pipeline follows, if it does. */
  void prepare() throws IOException {
    if (!scenario.isReplay()) {
      cluster.register(datasetId, Files.createDirectories(folder));
    }
  }

  /**
   * Starts the pipeline, and to add files if it follows a dataset.
   *
   * @return its id
   */
  int submit() throws IOException {
    PipelineClient supervisor = new PipelineClient(cluster.client(ServerKind.SUPERVISOR).channel());
    pipelineId = start(supervisor, UUID.randomUUID().toString());
    watch = Optional.of(new PipelineWatch(cluster.client(ServerKind.SUPERVISOR), pipelineId));
    if (!scenario.isReplay()) {
      feed = Optional.of(FileFeed.start(flights, folder, seed));
    }
    return pipelineId;
  }

  /** Repeats the request while a server is away for longer than the supervisor waits for it. */
  private int start(PipelineClient supervisor, String requestId) {
    long deadline = System.nanoTime() + SUBMISSION_TIMEOUT.toNanos();
    while (true) {
      try {
        return supervisor.start(
            Path.of(Scenario.FILE), scenario.pipeline(datasetId), scenario.data(), requestId);
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.UNAVAILABLE || System.nanoTime() > deadline) {
          throw e;
        }
      }
      Cluster.pause(PAUSE);
    }
  }

  /** Returns what is known of the pipeline after its submission. */
  PipelineWatch watch() {
    return watch.orElseThrow();
  }

  /**
   * Waits until a stage has started since {@link PipelineWatch#forget}.
   *
   * @return false when the pipeline has ended, or has processed all its data
   */
  boolean awaitStage(Stage stage) {
    return watch().awaitStage(stage, this::isExhausted, STAGE_TIMEOUT);
  }

  private boolean isExhausted() {
    return feed.filter(FileFeed::isDone).isPresent()
        && watch().triggers() == Flights.TRIGGERS
        && watch().quietSince().compareTo(QUIET) > 0;
  }

  /**
   * Waits for the end of a replay; stops a pipeline that has handled the trigger of the last file.
   */
  void finish() throws IOException {
    if (feed.isPresent()) {
      feed.get().await();
      long deadline = System.nanoTime() + END_TIMEOUT.toNanos();
      while (!watch().hasEnded() && reader.handledTriggers(pipelineId) < Flights.TRIGGERS) {
        if (System.nanoTime() > deadline) {
          throw ModynException.unavailable(
              "pipeline %d has handled %d of %d triggers after %d seconds",
              pipelineId,
              reader.handledTriggers(pipelineId),
              Flights.TRIGGERS,
              END_TIMEOUT.toSeconds());
        }
        Cluster.pause(PAUSE);
      }
      stop();
    }
    watch().awaitEnd(END_TIMEOUT);
  }

  /** Stops the pipeline, if it has been started and runs. */
  void stop() {
    if (watch.isPresent()) {
      SupervisorGrpc.newBlockingStub(cluster.client(ServerKind.SUPERVISOR).channel())
          .stopPipeline(StopPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
    }
  }

  @Override
  public void close() {
    feed.ifPresent(FileFeed::close);
    watch.ifPresent(PipelineWatch::close);
  }
}
