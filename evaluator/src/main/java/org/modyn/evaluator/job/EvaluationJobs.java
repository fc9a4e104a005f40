package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.proto.modelstorage.ModelHeader;

/**
 * The evaluations of a server; as many run at a time as the machine has cores, the others wait.
 * They live in memory: a server that is started again knows none. Those that have ended are kept
 * until they are removed, {@value #MAXIMUM_ENDED_JOBS} at most.
 */
public final class EvaluationJobs implements AutoCloseable {
  private static final int MAXIMUM_ENDED_JOBS = 1_000;
  private static final long STOP_TIMEOUT_SECONDS = 30;

  private final EvaluationEnvironment environment;
  private final ExecutorService executor;
  private final Map<Integer, EvaluationJob> jobs = new LinkedHashMap<>();
  private int lastId;

  /**
   * @param parallel how many evaluations may run at a time
   */
  public EvaluationJobs(EvaluationEnvironment environment, int parallel) {
    this.environment = requireNonNull(environment, "environment is null");
    executor =
        Executors.newFixedThreadPool(
            parallel, Thread.ofPlatform().daemon().name("evaluation-", 0).factory());
  }

  /** A model whose weights have arrived, and the id of its evaluation. */
  public static final class Prepared {
    private final int id;
    private final DownloadedModel model;

    private Prepared(int id, DownloadedModel model) {
      this.id = id;
      this.model = model;
    }

    /** The class of the model. */
    public String modelClass() {
      return model.header().getModelClass();
    }
  }

  /**
   * Fetches the model of an evaluation, which has to be {@linkplain #start started} or {@linkplain
   * #discard discarded}.
   *
   * @throws ModynException NOT_FOUND when there is no such model; DATA_LOSS when it is damaged;
   *     UNAVAILABLE when the model storage cannot be reached
   */
  public Prepared prepare(EvaluationSpecification specification) {
    int id = nextId();
    Path weights = environment.weightsDirectory().resolve(id + ".safetensors");
    ModelHeader header = environment.modelStorage().load(specification.modelId(), weights);
    return new Prepared(id, new DownloadedModel(header, weights));
  }

  private synchronized int nextId() {
    return ++lastId;
  }

  /** Deletes a model that is not to be evaluated after all. */
  public void discard(Prepared prepared) {
    DurableFiles.delete(prepared.model.weights());
  }

  /**
   * Starts an evaluation, or puts it into the queue.
   *
   * @param intervals the positions, in the specification, of those to evaluate; at least one
   */
  public synchronized EvaluationJob start(
      Prepared prepared, EvaluationSpecification specification, List<Integer> intervals) {
    if (executor.isShutdown()) {
      discard(prepared);
      throw new ModynException(ErrorCategory.CANCELLED, "the evaluator is stopping");
    }
    List<EvaluationJob> ended = jobs.values().stream().filter(job -> !job.isRunning()).toList();
    ended
        .subList(0, Math.max(0, ended.size() - MAXIMUM_ENDED_JOBS + 1))
        .forEach(job -> jobs.remove(job.id()));
    EvaluationJob job =
        new EvaluationJob(prepared.id, specification, intervals, prepared.model, environment);
    jobs.put(job.id(), job);
    executor.execute(job);
    return job;
  }

  public synchronized Optional<EvaluationJob> find(int id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** Forgets an evaluation, and stops it when it runs; nothing happens when there is none. */
  public synchronized void remove(int id) {
    EvaluationJob job = jobs.remove(id);
    if (job != null) {
      job.stop();
    }
  }

  /** Stops all evaluations and waits until they have ended. */
  @Override
  public void close() {
    List<EvaluationJob> running;
    synchronized (this) {
      executor.shutdown();
      running = new ArrayList<>(jobs.values());
    }
    running.forEach(EvaluationJob::stop);
    try {
      executor.awaitTermination(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
