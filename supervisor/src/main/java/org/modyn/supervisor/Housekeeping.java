package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.pipeline.Pipelines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes pipelines that ended long ago ({@code supervisor.keep_finished_pipelines}): once after
 * the start of the supervisor and daily from then on, while it is the active one. Paused pipelines
 * are kept.
 */
final class Housekeeping implements AutoCloseable {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration PERIOD = Duration.ofDays(1);
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private final Pipelines pipelines;
  private final PipelineRepository repository;
  private final Duration kept;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon().factory());

  /**
   * @param kept the time from the end of a pipeline to its deletion
   */
  Housekeeping(Pipelines pipelines, PipelineRepository repository, Duration kept) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.kept = requireNonNull(kept, "kept is null");
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
        deleteOld(Instant.now());
      }
    } catch (RuntimeException e) {
      log.error("Old pipelines could not be deleted; trying again in a day", e);
    }
  }

  /** Deletes the pipelines that ended more than the kept time before {@code now}. */
  void deleteOld(Instant now) {
    List<StoredPipeline> old = repository.endedBefore(now.minus(kept));
    for (StoredPipeline pipeline : old) {
      try {
        pipelines.delete(pipeline.id());
      } catch (ModynException e) {
        log.warn("Pipeline {} could not be deleted: {}", pipeline.id(), e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
