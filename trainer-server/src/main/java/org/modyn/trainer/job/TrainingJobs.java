package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;

/**
 * The trainings of a server. They live in memory: a server that is started again knows none. The
 * last {@value #MAXIMUM_ENDED_JOBS} that have ended are kept for those who ask about them.
 */
public final class TrainingJobs implements AutoCloseable {
  private static final int MAXIMUM_ENDED_JOBS = 64;

  private final TrainingEnvironment environment;
  private final Map<Integer, TrainingJob> jobs = new LinkedHashMap<>();
  private int lastId;
  private boolean closed;

  public TrainingJobs(TrainingEnvironment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  /**
   * Starts a training and waits until it has made everything that it needs and begins with its
   * first batch.
   *
   * @throws ModynException why it cannot begin: INVALID_ARGUMENT, UNIMPLEMENTED or NOT_FOUND,
   *     naming the field; UNAVAILABLE when another server cannot be reached
   */
  public TrainingJob start(TrainingSpecification specification) {
    TrainingJob job = add(specification);
    job.start();
    try {
      job.prepared().join();
      return job;
    } catch (CompletionException e) {
      remove(job);
      throw GrpcErrors.toModynException("training", e.getCause());
    }
  }

  private synchronized TrainingJob add(TrainingSpecification specification) {
    if (closed) {
      throw new ModynException(ErrorCategory.CANCELLED, "the trainer server is stopping");
    }
    List<TrainingJob> ended = jobs.values().stream().filter(job -> !job.isRunning()).toList();
    for (TrainingJob job : ended.subList(0, Math.max(0, ended.size() - MAXIMUM_ENDED_JOBS + 1))) {
      remove(job);
    }
    TrainingJob job = new TrainingJob(++lastId, specification, environment);
    jobs.put(job.id(), job);
    return job;
  }

  private synchronized void remove(TrainingJob job) {
    jobs.remove(job.id());
    job.deleteFiles();
  }

  public synchronized Optional<TrainingJob> find(int id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** Stops all trainings and waits until they have ended. */
  @Override
  public void close() {
    List<TrainingJob> running;
    synchronized (this) {
      closed = true;
      running = new ArrayList<>(jobs.values());
    }
    running.forEach(TrainingJob::stop);
    try {
      for (TrainingJob job : running) {
        job.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
