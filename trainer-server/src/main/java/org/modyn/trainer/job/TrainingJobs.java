package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;
import static org.modyn.common.error.Checks.inField;

import io.opentelemetry.api.trace.Tracer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.Calls;
import org.modyn.common.job.JobMemory;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobRequest;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * The trainings of a server. The last {@value #MAXIMUM_ENDED_JOBS} ended trainings are kept, so
 * that their status can be requested.
 */
public final class TrainingJobs implements AutoCloseable {
  private static final int MAXIMUM_ENDED_JOBS = 64;

  private final TrainingEnvironment environment;
  private final TrainingValidator validator;
  private final JobQueue<TrainingJob> queue;

  /**
   * @param trainingsPerDevice the maximum number of trainings that run on a device at a time
   * @param tracer makes the spans of trainings
   */
  public TrainingJobs(TrainingEnvironment environment, int trainingsPerDevice, Tracer tracer) {
    this.environment = requireNonNull(environment, "environment is null");
    this.validator = new TrainingValidator(environment);
    this.queue =
        new JobQueue<>(device -> trainingsPerDevice, JobMemory.limit(), MAXIMUM_ENDED_JOBS, tracer);
    environment.metrics().observe(queue);
  }

  /** As {@link TrainingValidator#check}. */
  public Optional<TrainingPlan> check(StartTrainingRequest request, FieldProblems problems) {
    return validator.check(request, problems);
  }

  /**
   * Starts or enqueues a training, and returns immediately. A repeated request with an id returns
   * the training that it has started.
   *
   * @throws ModynException INVALID_ARGUMENT with one line per problem; ALREADY_EXISTS when another
   *     request has the same id; UNAVAILABLE when a server that takes part in the validation is
   *     unreachable
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
    Calls.requireConnectedClient();
    return queue.submit(
        new TrainingJob(queue.nextId(), request, plan.orElseThrow(), validator, environment));
  }

  /**
   * Stores the model of a training, or finds the one that was stored for its request before, also
   * before a restart of this server.
   *
   * @param requestId the id of the request that started the training; empty matches any request
   * @return the model's id, the same for every call; empty if there is no trained model
   * @throws ModynException with the error of the model storage
   */
  public OptionalInt storeModel(int id, String requestId) {
    Optional<TrainingJob> job = find(id, requestId);
    if (job.isEmpty()) {
      return requestId.isEmpty() ? OptionalInt.empty() : environment.modelStorage().find(requestId);
    }
    return job.get().storeModel();
  }

  /** As {@link JobQueue#find(int, String)}. */
  public Optional<TrainingJob> find(int id, String requestId) {
    return queue.find(id, requestId);
  }

  /** As {@link JobQueue#addListener}. */
  public void addListener(Runnable listener) {
    queue.addListener(listener);
  }

  /** Returns the running trainings, then the queued ones in the order in which they will start. */
  public List<TrainingJob> unfinished() {
    return queue.unfinished();
  }

  /**
   * Deletes the checkpoints of a pipeline.
   *
   * @param path the directory for checkpoints in the pipeline file
   * @return the number of deleted files
   * @throws ModynException FAILED_PRECONDITION when a training of the pipeline runs or is queued;
   *     INVALID_ARGUMENT when the path is empty or not one for checkpoints
   */
  public int deleteCheckpoints(int pipelineId, String path) {
    if (unfinished().stream().anyMatch(job -> job.pipelineId() == pipelineId)) {
      throw ModynException.failedPrecondition(
          "pipeline %d has a training that runs or is queued; stop the pipeline first", pipelineId);
    }
    if (path.isBlank()) {
      throw ModynException.invalidArgument(
          "path: is empty, but must be a directory for checkpoints");
    }
    Path directory = inField("path", () -> environment.checkpoints().resolve(path));
    return TrainingCheckpoints.deleteAll(directory, pipelineId);
  }

  /** Stops all trainings and waits until they have ended. */
  @Override
  public void close() {
    queue.close();
  }
}
