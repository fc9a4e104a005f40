package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.modyn.supervisor.log.Stage;

/** Kills during one pipeline. Used once. */
final class DisturbedPipeline implements AutoCloseable {
  private final Cluster cluster;
  private final ScenarioPipeline pipeline;
  private final UndisturbedRun usual;
  private final Consumer<String> report;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<CompletableFuture<Void>> restarts = new ArrayList<>();

  /**
   * @param pipeline one that was not submitted
   * @param usual a run of the same scenario
   * @param report receives one line for each kill
   */
  DisturbedPipeline(
      Cluster cluster, ScenarioPipeline pipeline, UndisturbedRun usual, Consumer<String> report) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.pipeline = requireNonNull(pipeline, "pipeline is null");
    this.usual = requireNonNull(usual, "usual is null");
    this.report = requireNonNull(report, "report is null");
  }

  /**
   * Submits the pipeline, with the kills of that moment.
   *
   * @return the pipeline's id
   */
  int submit(List<Kill> kills) throws IOException {
    CompletableFuture<Void> made =
        CompletableFuture.runAsync(() -> kills.forEach(this::killDuringSubmission), executor);
    try {
      return pipeline.submit();
    } finally {
      await(made);
    }
  }

  private void killDuringSubmission(Kill kill) {
    Cluster.pause(usual.delay(kill));
    cluster.kill(kill.victim());
    report(kill, "the submission");
    restart(kill);
  }

  /**
   * Makes the kills that belong to stages, and waits until the pipeline has ended and all processes
   * are up again.
   *
   * @return those for which the pipeline ended too early
   */
  List<Kill> run(List<Kill> kills) throws IOException {
    List<Kill> left = new ArrayList<>(kills);
    left.sort(Comparator.comparing(kill -> kill.moment().phase()));
    Optional<Kill> last = Optional.empty();
    while (!left.isEmpty()) {
      Kill kill = left.getFirst();
      if (last.isPresent() && !canOverlap(last.get(), kill)) {
        awaitRestarts();
      }
      if (!makeKill(kill)) {
        break;
      }
      left.removeFirst();
      last = Optional.of(kill);
    }
    awaitRestarts();
    pipeline.finish();
    return left;
  }

  /**
   * @return false when the pipeline has ended instead
   */
  private boolean makeKill(Kill kill) {
    if (!pipeline.awaitStage(kill.moment().stage(pipeline.scenario()).orElseThrow())) {
      return false;
    }
    Cluster.pause(usual.delay(kill));
    if (pipeline.watch().hasEnded()) {
      return false;
    }
    pipeline.watch().forget();
    cluster.kill(kill.victim());
    report(
        kill,
        pipeline.watch().current().map(Stage::title).map(title -> "'" + title + "'").orElse("?"));
    restarts.add(CompletableFuture.runAsync(() -> restart(kill), executor));
    return true;
  }

  private void report(Kill kill, String when) {
    report.accept(
        String.format(
            Locale.ROOT,
            "killed %s in %s, for %,d ms",
            kill.victim().label(),
            when,
            kill.downtime().toMillis()));
  }

  /** Returns whether both victims may be dead at the same time, each with its own restart. */
  private static boolean canOverlap(Kill last, Kill next) {
    return next.overlaps()
        && last.victim().server().isPresent()
        && next.victim().server().isPresent()
        && last.victim() != next.victim();
  }

  private void restart(Kill kill) {
    Cluster.pause(kill.downtime());
    cluster.restart(kill.victim());
  }

  private void awaitRestarts() {
    restarts.forEach(DisturbedPipeline::await);
    restarts.clear();
  }

  private static void await(CompletableFuture<Void> restart) {
    try {
      restart.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("a server does not start again", e.getCause());
    }
  }

  @Override
  public void close() {
    try {
      awaitRestarts();
    } finally {
      executor.close();
    }
  }
}
