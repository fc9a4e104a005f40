package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobRequest;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * The trainings of a server. The last {@value #MAXIMUM_ENDED_JOBS} that have ended are kept for
 * those who ask about them.
 */
public final class TrainingJobs implements AutoCloseable {
  private static final int MAXIMUM_ENDED_JOBS = 64;

  private final TrainingEnvironment environment;
  private final TrainingValidator validator;
  private final JobQueue<TrainingJob> queue;

  /**
   * @param trainingsPerDevice how many trainings run on a device at a time; the others wait
   */
  public TrainingJobs(TrainingEnvironment environment, int trainingsPerDevice) {
    this.environment = requireNonNull(environment, "environment is null");
    this.validator = new TrainingValidator(environment);
    this.queue = new JobQueue<>(device -> trainingsPerDevice, MAXIMUM_ENDED_JOBS);
  }

  /** As {@link TrainingValidator#check}. */
  public Optional<TrainingPlan> check(StartTrainingRequest request, FieldProblems problems) {
    return validator.check(request, problems);
  }

  /**
   * Starts a training, or puts it into the queue; returns at once. A request with an id that comes
   * again gets the training that it has started.
   *
   * @throws ModynException INVALID_ARGUMENT with a line for everything that keeps it from
   *     beginning; ALREADY_EXISTS when the id of the request belongs to another one; UNAVAILABLE
   *     when a server that has to be asked cannot be reached
   */
  public TrainingJob start(StartTrainingRequest request) {
    JobRequest jobRequest = new JobRequest(request.getRequestId(), request);
    Optional<TrainingJob> started = queue.findStartedBy(jobRequest);
    if (started.isPresent()) {
      return started.get();
    }
    FieldProblems problems = new FieldProblems();
    Optional<TrainingPlan> plan = check(request, problems);
    problems.throwIfAny();
    return queue.submit(
        new TrainingJob(queue.nextId(), jobRequest, plan.orElseThrow(), environment));
  }

  /** As {@link JobQueue#find(int, String)}. */
  public Optional<TrainingJob> find(int id, String requestId) {
    return queue.find(id, requestId);
  }

  /** Those that run, and then those that wait, in the order in which they will start. */
  public List<TrainingJob> unfinished() {
    return queue.unfinished();
  }

  /** Stops all trainings and waits until they have ended. */
  @Override
  public void close() {
    queue.close();
  }
}
