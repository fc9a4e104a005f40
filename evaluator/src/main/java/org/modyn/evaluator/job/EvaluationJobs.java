package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;

/** The evaluations of a server. Those that have ended are kept until they are removed. */
public final class EvaluationJobs {
  private final EvaluationEnvironment environment;
  private final JobQueue<Job<?>> queue;

  /**
   * @param queue runs the evaluations, and may run other jobs
   */
  public EvaluationJobs(EvaluationEnvironment environment, JobQueue<Job<?>> queue) {
    this.environment = requireNonNull(environment, "environment is null");
    this.queue = requireNonNull(queue, "queue is null");
  }

  /** A model whose weights have arrived, and the id of its evaluation. */
  public static final class Prepared {
    private final int id;
    private final DownloadedModel model;

    private Prepared(int id, DownloadedModel model) {
      this.id = id;
      this.model = model;
    }

    /** The id of the evaluation. */
    public int id() {
      return id;
    }

    /** The class of the model. */
    public String modelClass() {
      return model.header().getModelClass();
    }
  }

  /**
   * Fetches the model of an evaluation, which must then be {@linkplain #start started} or
   * {@linkplain #discard discarded}.
   *
   * @throws ModynException NOT_FOUND when there is no such model; DATA_LOSS when it is damaged;
   *     UNAVAILABLE when the model storage cannot be reached
   */
  public Prepared prepare(EvaluationSpecification specification) {
    int id = queue.nextId();
    return new Prepared(id, environment.models().load(specification.modelId(), id));
  }

  /** Deletes a model that is not to be evaluated after all. */
  public void discard(Prepared prepared) {
    environment.models().delete(prepared.id);
  }

  /**
   * Starts or queues an evaluation, unless the same request has already started one. In that case
   * the model is discarded.
   *
   * @param intervals indexes, in the specification, of the intervals to evaluate; at least one
   * @param answer the response to the request if this call starts the evaluation
   * @return the evaluation that the request started
   * @throws ModynException CANCELLED when the evaluator is stopping; ALREADY_EXISTS when another
   *     request has the same id
   */
  public EvaluationJob start(
      Prepared prepared,
      JobRequest request,
      EvaluationSpecification specification,
      List<Integer> intervals,
      EvaluateModelResponse answer) {
    EvaluationJob job =
        new EvaluationJob(
            prepared.id,
            request,
            specification,
            new Evaluation(specification, intervals, prepared.model, environment),
            prepared.model,
            answer);
    Job<?> started = null;
    try {
      started = queue.submit(job);
      return (EvaluationJob) started;
    } finally {
      if (started != job) {
        discard(prepared);
      }
    }
  }

  /** As {@link JobQueue#findStartedBy}. */
  public Optional<EvaluationJob> findStartedBy(JobRequest request) {
    return queue.findStartedBy(request).map(EvaluationJob.class::cast);
  }

  /** As {@link JobQueue#find(int, String)}. */
  public Optional<EvaluationJob> find(int id, String requestId) {
    return queue
        .find(id, requestId)
        .filter(EvaluationJob.class::isInstance)
        .map(EvaluationJob.class::cast);
  }

  /** As {@link JobQueue#remove}. */
  public void remove(int id, String requestId) {
    find(id, requestId).ifPresent(job -> queue.remove(job.id(), requestId));
  }
}
