package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.modyn.cli.platform.ServerKind;
import org.modyn.supervisor.log.Stage;

/** Kills in the middle of one pipeline. Used once. */
final class DisturbedPipeline implements AutoCloseable {
  private static final Duration STAGE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration END_TIMEOUT = Duration.ofMinutes(5);

  private final Cluster cluster;
  private final int pipelineId;
  private final Map<Stage, Duration> stageDurations;
  private final Consumer<String> report;
  private final PipelineWatch watch;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<CompletableFuture<Void>> restarts = new ArrayList<>();

  /**
   * @param pipelineId a pipeline that was just started
   * @param stageDurations the usual durations of the stages
   * @param report receives one line for each kill
   */
  DisturbedPipeline(
      Cluster cluster,
      int pipelineId,
      Map<Stage, Duration> stageDurations,
      Consumer<String> report) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.pipelineId = pipelineId;
    this.stageDurations = Map.copyOf(stageDurations);
    this.report = requireNonNull(report, "report is null");
    this.watch = new PipelineWatch(cluster.client(ServerKind.SUPERVISOR), pipelineId);
  }

  /**
   * Kills, and waits until the pipeline has ended and all processes are up again.
   *
   * @return those for which the pipeline ended too early
   */
  List<Kill> run(List<Kill> kills) {
    List<Kill> left = new ArrayList<>(kills);
    Optional<Kill> last = Optional.empty();
    for (Kill kill : kills) {
      if (last.isPresent() && !canOverlap(last.get(), kill)) {
        awaitRestarts();
      }
      if (!watch.awaitStage(kill.stage(), STAGE_TIMEOUT)) {
        break;
      }
      Cluster.pause(delay(kill));
      if (watch.hasEnded()) {
        break;
      }
      watch.forget();
      cluster.kill(kill.victim());
      report.accept(
          String.format(
              Locale.ROOT,
              "pipeline %d: killed %s in '%s', for %,d ms",
              pipelineId,
              kill.victim().label(),
              watch.current().map(Stage::title).orElse("no stage"),
              kill.downtime().toMillis()));
      restarts.add(CompletableFuture.runAsync(() -> restart(kill), executor));
      left.remove(kill);
      last = Optional.of(kill);
    }
    watch.awaitEnd(END_TIMEOUT);
    return left;
  }

  /** Returns whether both victims may be dead at the same time, each with its own restart. */
  private static boolean canOverlap(Kill last, Kill next) {
    return next.overlaps()
        && last.victim().server().isPresent()
        && next.victim().server().isPresent()
        && last.victim() != next.victim();
  }

  private Duration delay(Kill kill) {
    Duration usual = stageDurations.getOrDefault(kill.stage(), Duration.ZERO);
    return Duration.ofNanos((long) (usual.toNanos() * kill.position()));
  }

  private void restart(Kill kill) {
    Cluster.pause(kill.downtime());
    cluster.restart(kill.victim());
  }

  private void awaitRestarts() {
    try {
      restarts.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw new IllegalStateException("a server does not start again", e.getCause());
    }
    restarts.clear();
  }

  @Override
  public void close() {
    watch.close();
    try {
      awaitRestarts();
    } finally {
      executor.close();
    }
  }
}
