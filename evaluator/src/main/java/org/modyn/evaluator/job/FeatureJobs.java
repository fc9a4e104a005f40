package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import java.util.Iterator;
import org.modyn.common.error.ModynException;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobRequest;
import org.modyn.proto.evaluator.FeatureRows;
import org.modyn.proto.evaluator.FeaturesRequest;

/**
 * Computations of features. Each is a job of the same queue as the evaluations, within the limits
 * of devices and memory, and ends with the call that requested it.
 */
public final class FeatureJobs {
  private final EvaluationEnvironment environment;
  private final JobQueue<Job<?>> queue;

  public FeatureJobs(EvaluationEnvironment environment, JobQueue<Job<?>> queue) {
    this.environment = requireNonNull(environment, "environment is null");
    this.queue = requireNonNull(queue, "queue is null");
  }

  /**
   * Starts or queues a computation. It is stopped when the call of this thread ends, for example
   * because the client has gone away, and when the returned iterator is closed.
   *
   * @param request what {@code specification} was read from
   * @return the rows, while they are computed, and then the failure of the computation, if any:
   *     NOT_FOUND when there is no such model; FAILED_PRECONDITION when it has no embedding or a
   *     value is not finite; any error of the loader. It is {@link AutoCloseable}
   * @throws ModynException CANCELLED when the evaluator is stopping
   */
  public Iterator<FeatureRows> start(FeaturesRequest request, FeatureSpecification specification) {
    int id = queue.nextId();
    Runnable stop = () -> queue.remove(id, "");
    FeatureJob job =
        new FeatureJob(id, new JobRequest("", request), specification, environment, stop);
    queue.submit(job);
    Context.current().addListener(_ -> stop.run(), Runnable::run);
    return job.rows();
  }
}
