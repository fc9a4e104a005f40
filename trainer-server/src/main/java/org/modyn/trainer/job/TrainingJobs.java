package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.job.JobQueue;

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

  /** Starts a training, or puts it into the queue; returns at once. */
  public TrainingJob start(TrainingPlan plan) {
    TrainingJob job = new TrainingJob(queue.nextId(), plan, environment);
    queue.submit(job);
    return job;
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
