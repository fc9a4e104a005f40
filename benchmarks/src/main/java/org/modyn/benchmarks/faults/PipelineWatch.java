package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.log.Stage;

/** Follows the stages of a pipeline, also while its supervisor dies and returns. */
final class PipelineWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

  private final PipelineClient supervisor;
  private final int pipelineId;
  private final Thread thread;
  private final Map<Stage, Integer> seen = new EnumMap<>(Stage.class);
  private final Map<Stage, Duration> durations = new EnumMap<>(Stage.class);
  private final Map<Stage, Integer> runs = new EnumMap<>(Stage.class);
  private Optional<Stage> current = Optional.empty();
  private Instant currentSince = Instant.EPOCH;
  private final Set<Integer> triggers = new HashSet<>();
  private Instant lastEvent = Instant.EPOCH;
  private Optional<PipelineEnded> end = Optional.empty();
  private Optional<RuntimeException> failure = Optional.empty();

  PipelineWatch(GrpcClient supervisor, int pipelineId) {
    this.supervisor = new PipelineClient(requireNonNull(supervisor.channel(), "channel is null"));
    this.pipelineId = pipelineId;
    this.thread = Thread.ofVirtual().name("pipeline-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        try {
          PipelineEnded last = supervisor.watch(pipelineId, this::accept);
          synchronized (this) {
            end = Optional.of(last);
            leaveCurrent();
            notifyAll();
          }
          return;
        } catch (ModynException e) {
          if (e.category() != ErrorCategory.UNAVAILABLE) {
            throw e;
          }
        }
        Cluster.pause(PAUSE);
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = Optional.of(e);
        notifyAll();
      }
    }
  }

  private synchronized void accept(WatchPipelineResponse event) {
    lastEvent = Instant.now();
    if (event.hasTriggerCompleted()) {
      triggers.add(event.getTriggerCompleted().getTriggerId());
    }
    if (!event.hasPipelineStage()) {
      return;
    }
    String title = event.getPipelineStage().getStage();
    for (Stage stage : Stage.values()) {
      if (stage.title().equals(title)) {
        leaveCurrent();
        current = Optional.of(stage);
        seen.merge(stage, 1, Integer::sum);
        notifyAll();
      }
    }
  }

  private void leaveCurrent() {
    Instant now = Instant.now();
    current.ifPresent(
        stage -> {
          durations.merge(stage, Duration.between(currentSince, now), Duration::plus);
          runs.merge(stage, 1, Integer::sum);
        });
    currentSince = now;
  }

  /** Returns the mean time from the start of each stage to that of the next one. */
  synchronized Map<Stage, Duration> meanDurations() {
    Map<Stage, Duration> means = new EnumMap<>(Stage.class);
    durations.forEach((stage, sum) -> means.put(stage, sum.dividedBy(runs.get(stage))));
    return means;
  }

  /** Returns the stage that the pipeline was last known to be in. */
  synchronized Optional<Stage> current() {
    return current;
  }

  /** Returns whether the pipeline has ended. */
  synchronized boolean hasEnded() {
    return end.isPresent();
  }

  /** Returns the number of triggers whose model was stored. */
  synchronized int triggers() {
    return triggers.size();
  }

  /** Returns the time since the last event. */
  synchronized Duration quietSince() {
    return Duration.between(lastEvent, Instant.now());
  }

  /** Forgets which stages have started. */
  synchronized void forget() {
    seen.clear();
  }

  /**
   * Waits until a stage has started since the last {@link #forget}.
   *
   * @param exhausted whether no further stages are expected
   * @return false when the pipeline has ended or is exhausted instead
   */
  synchronized boolean awaitStage(Stage stage, BooleanSupplier exhausted, Duration timeout) {
    await(() -> seen.containsKey(stage) || end.isPresent() || exhausted.getAsBoolean(), timeout);
    return seen.containsKey(stage) && end.isEmpty();
  }

  /** Waits for the end of the pipeline. */
  synchronized PipelineEnded awaitEnd(Duration timeout) {
    await(() -> end.isPresent(), timeout);
    return end.orElseThrow();
  }

  private synchronized void await(BooleanSupplier condition, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      failure.ifPresent(
          cause -> {
            throw cause;
          });
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw ModynException.unavailable(
            "pipeline %d is still in '%s' after %d seconds",
            pipelineId, current.map(Stage::title).orElse("its start"), timeout.toSeconds());
      }
      try {
        wait(Math.min(left, LONGEST_WAIT.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
