package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.common.job.JobQueue;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * The trainings of a server. The last {@value #MAXIMUM_ENDED_JOBS} that have ended are kept for
 * those who ask about them, and with them the ids of the requests that started them.
 */
public final class TrainingJobs implements AutoCloseable {
  private static final int MAXIMUM_ENDED_JOBS = 64;

  private final TrainingEnvironment environment;
  private final TrainingValidator validator;
  private final JobQueue<TrainingJob> queue;
  private final Map<String, Started> startedByRequestId = new HashMap<>();

  /** A training and the request that started it. */
  private record Started(StartTrainingRequest request, TrainingJob job) {}

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
    Optional<TrainingJob> started = findStartedBy(request);
    if (started.isPresent()) {
      return started.get();
    }
    FieldProblems problems = new FieldProblems();
    Optional<TrainingPlan> plan = check(request, problems);
    problems.throwIfAny();
    return start(request, plan.orElseThrow());
  }

  private synchronized TrainingJob start(StartTrainingRequest request, TrainingPlan plan) {
    Optional<TrainingJob> started = findStartedBy(request);
    if (started.isPresent()) {
      return started.get();
    }
    TrainingJob job = new TrainingJob(queue.nextId(), plan, environment);
    queue.submit(job);
    if (!request.getRequestId().isEmpty()) {
      startedByRequestId.put(request.getRequestId(), new Started(request, job));
    }
    return job;
  }

  private synchronized Optional<TrainingJob> findStartedBy(StartTrainingRequest request) {
    startedByRequestId.values().removeIf(started -> find(started.job().id()).isEmpty());
    Started started = startedByRequestId.get(request.getRequestId());
    if (started != null && !started.request().equals(request)) {
      throw ModynException.alreadyExists(
          "request_id: \"%s\" belongs to another request, which started %s",
          request.getRequestId(), started.job());
    }
    return Optional.ofNullable(started).map(Started::job);
  }

  public Optional<TrainingJob> find(int id) {
    return queue.find(id);
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
