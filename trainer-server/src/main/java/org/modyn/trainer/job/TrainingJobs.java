package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobStatus;

/**
 * The trainings of a server. The last {@value #MAXIMUM_ENDED_JOBS} that have ended are kept for
 * those who ask about them.
 */
public final class TrainingJobs implements AutoCloseable {
  private static final int MAXIMUM_ENDED_JOBS = 64;

  private final TrainingEnvironment environment;
  private final JobQueue<TrainingJob> queue;

  /**
   * @param trainingsPerDevice how many trainings run on a device at a time; the others wait
   */
  public TrainingJobs(TrainingEnvironment environment, int trainingsPerDevice) {
    this.environment = requireNonNull(environment, "environment is null");
    this.queue = new JobQueue<>(device -> trainingsPerDevice, MAXIMUM_ENDED_JOBS);
  }

  /**
   * Starts a training and waits until it has made everything that it needs and begins with its
   * first batch; or, when others are before it, puts it into the queue.
   *
   * @throws ModynException why it cannot begin: INVALID_ARGUMENT, UNIMPLEMENTED or NOT_FOUND,
   *     naming the field; UNAVAILABLE when another server cannot be reached
   */
  public TrainingJob start(TrainingSpecification specification) {
    TrainingJob job = new TrainingJob(queue.nextId(), specification, environment);
    queue.submit(job);
    if (job.status() instanceof JobStatus.Queued) {
      return job;
    }
    try {
      job.prepared().join();
      return job;
    } catch (CompletionException e) {
      queue.remove(job.id());
      throw GrpcErrors.toModynException("training", e.getCause());
    }
  }

  public Optional<TrainingJob> find(int id) {
    return queue.find(id);
  }

  /** Stops all trainings and waits until they have ended. */
  @Override
  public void close() {
    queue.close();
  }
}
