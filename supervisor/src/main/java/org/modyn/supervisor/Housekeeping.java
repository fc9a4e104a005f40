package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.modyn.common.config.system.SupervisorConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.pipeline.Pipelines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is kept of pipelines that have ended, according to the settings {@code
 * supervisor.keep_finished_pipelines}, {@code keep_models} and {@code keep_training_sets}: once
 * after the start of the supervisor and daily from then on, while it is the active one. Nothing of
 * paused pipelines is deleted.
 *
 * <p>A clock that is ahead must not make anything too old. The ages are those at the earliest of
 * three times: of this machine, of the database, and of this machine when it started this object
 * plus the time that has passed since.
 */
final class Housekeeping implements AutoCloseable {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration PERIOD = Duration.ofDays(1);
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private final Pipelines pipelines;
  private final PipelineRepository repository;
  private final SupervisorConfig settings;
  private final InstantSource clock;
  private final Instant started;
  private final long startedNanos = System.nanoTime();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon().factory());

  Housekeeping(Pipelines pipelines, PipelineRepository repository, SupervisorConfig settings) {
    this(pipelines, repository, settings, InstantSource.system());
  }

  Housekeeping(
      Pipelines pipelines,
      PipelineRepository repository,
      SupervisorConfig settings,
      InstantSource clock) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.started = clock.instant();
  }

  /** Starts the daily deletions. */
  Housekeeping start() {
    executor.scheduleAtFixedRate(
        this::runDaily, FIRST.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
    return this;
  }

  /** The executor would end the task with its first failure. */
  private void runDaily() {
    try {
      if (pipelines.isActive()) {
        deleteOld(earliestTime());
      }
    } catch (RuntimeException e) {
      log.error("Old pipelines could not be deleted; trying again in a day", e);
    }
  }

  /** Returns the current time, or an earlier one if one of the clocks was set. */
  Instant earliestTime() {
    Instant expected = started.plusNanos(System.nanoTime() - startedNanos);
    return Stream.of(clock.instant(), expected, repository.databaseTime())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Deletes what is not kept at a time. */
  void deleteOld(Instant now) {
    for (StoredPipeline pipeline : repository.endedBefore(now)) {
      try {
        deleteOld(now, pipeline);
      } catch (ModynException e) {
        log.warn("Pipeline {} could not be cleaned up: {}", pipeline.id(), e.getMessage(), e);
      }
    }
  }

  private void deleteOld(Instant now, StoredPipeline pipeline) {
    Instant endedAt = pipeline.endedAt().orElseThrow();
    boolean isOver =
        settings
            .keepFinishedPipelines()
            .filter(kept -> endedAt.plusSeconds(kept.seconds()).isBefore(now))
            .isPresent();
    if (isOver) {
      pipelines.delete(pipeline.id());
      return;
    }
    settings
        .keepModels()
        .filter(rule -> rule.appliesAt(now, endedAt))
        .ifPresent(rule -> pipelines.deleteOldModels(pipeline.id(), rule.newest()));
    settings
        .keepTrainingSets()
        .filter(rule -> rule.appliesAt(now, endedAt))
        .ifPresent(rule -> pipelines.deleteOldTrainingSets(pipeline.id(), rule.newest()));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
