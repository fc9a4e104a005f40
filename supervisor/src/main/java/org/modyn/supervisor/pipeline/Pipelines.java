package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.common.plugin.Plugins;
import org.modyn.proto.supervisor.TrainingSummary;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineEnd;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.PipelineStateRepository.Records;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.database.SupervisorTerm;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.log.PipelineLog;
import org.modyn.supervisor.state.PipelineParameters;
import org.modyn.supervisor.status.PipelineEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts, pauses and resumes pipelines, and keeps the running and the most recently ended ones.
 * Thread safe.
 */
public final class Pipelines implements AutoCloseable {
  /** The maximum number of queued pipelines, without those that a restart finds. */
  public static final int MAXIMUM_QUEUED = 1_000;

  private static final Duration SUSPENSION_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);
  private static final Logger log = LoggerFactory.getLogger(Pipelines.class);

  private final ModynConfig system;
  private final ServiceClients clients;
  private final PipelineRepository repository;
  private final PipelineStateRepository states;
  private final EvaluationResultRepository evaluationResults;
  private final SupervisorMetrics metrics;
  private final Tracer tracer;
  private final PipelineStarter starter;
  private final PipelineLogs logs;
  private final PipelineDeletion deletion;
  private final PipelineQueue queue;
  private volatile OptionalLong term = OptionalLong.empty();
  private boolean closed;

  public Pipelines(
      ModynConfig system,
      ServiceClients clients,
      PipelineRepository repository,
      PipelineStateRepository states,
      EvaluationResultRepository evaluationResults,
      SupervisorMetrics metrics,
      Tracer tracer) {
    this.system = requireNonNull(system, "system is null");
    this.clients = requireNonNull(clients, "clients is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.states = requireNonNull(states, "states is null");
    this.evaluationResults = requireNonNull(evaluationResults, "evaluationResults is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.tracer = requireNonNull(tracer, "tracer is null");
    this.logs = new PipelineLogs(system, repository, states);
    this.deletion = new PipelineDeletion(clients, repository, states, logs);
    this.queue = new PipelineQueue(system.supervisor().pipelineLimit(), repository);
    this.starter =
        new PipelineStarter(
            system.trainerServer().address(),
            clients,
            repository,
            new PipelineRegistration(system, clients, repository),
            logs,
            queue::requireRoom,
            this::enqueue);
    metrics.observe(this);
  }

  /**
   * Makes this supervisor the active one: continues the pipelines that were running when the last
   * term ended.
   *
   * @param newTerm as started by the lock of {@link SupervisorTerm}
   */
  public synchronized void activate(long newTerm) {
    if (closed) {
      return;
    }
    List<Integer> active = repository.active();
    term = OptionalLong.of(newTerm);
    if (!active.isEmpty()) {
      log.info("Continuing the pipelines {}", active);
    }
    active.forEach(this::enqueueStored);
  }

  /**
   * Makes this supervisor a standby: suspends all pipelines, and waits for their threads at most
   * five seconds.
   */
  public void deactivate() {
    List<PipelineRun> suspended;
    synchronized (this) {
      term = OptionalLong.empty();
      suspended = queue.clear();
    }
    suspend(suspended);
  }

  /** Returns whether this supervisor is the active one; a standby runs no pipelines. */
  public boolean isActive() {
    return term.isPresent();
  }

  /** Returns the numbers of pipelines in each state. */
  PipelineQueue.Counts counts() {
    return queue.counts();
  }

  /** Continues a pipeline, unless its configuration can no longer be read. */
  private void enqueueStored(int pipelineId) {
    try {
      enqueue(pipelineId);
    } catch (ModynException e) {
      if (TransientFailures.in(e).isPresent()) {
        throw e;
      }
      log.error("Pipeline {} cannot be continued: {}", pipelineId, e.getMessage(), e);
      repository.end(pipelineId, PipelineEnd.failed(e));
    }
  }

  /**
   * Returns all problems of a pipeline, by the field of the pipeline file.
   *
   * @throws ModynException UNAVAILABLE when a server that takes part in the validation is
   *     unreachable
   */
  public List<FieldProblem> validate(PipelineConfig config) {
    return new PipelineValidator(system, clients).check(config);
  }

  /**
   * Returns the trainings of all pipelines: the running ones, then the waiting ones in the order in
   * which they will start.
   */
  public List<TrainingSummary> trainings() {
    return clients.trainer().unfinished();
  }

  /**
   * Registers a pipeline with the other servers, and starts or queues it; see {@link
   * PipelineStarter}.
   *
   * @param start a request whose pipeline {@link #validate} has accepted
   * @return the pipeline's id
   * @throws ModynException when the pipeline cannot be started; nothing is running then
   */
  public int start(PipelineStart start) {
    return starter.start(start);
  }

  private synchronized void enqueue(int pipelineId) {
    if (closed) {
      throw ModynException.unavailable("the supervisor is shutting down");
    }
    deletion.requireNone(pipelineId);
    queue.add(create(repository.parameters(pipelineId)));
  }

  private PipelineRun create(PipelineParameters parameters) {
    PipelineEvents events = new PipelineEvents();
    Patience patience =
        new Patience(
            system.supervisor().pipelinePatience(),
            line -> events.add(PipelineEvent.Note.passing(line)));
    PipelineLog pipelineLog = logs.of(parameters);
    PipelineContext context =
        new PipelineContext(
            parameters,
            clients,
            Plugins.configured(system),
            new PipelineStore(states, currentTerm(), parameters.pipelineId(), patience),
            evaluationResults,
            pipelineLog.directory(),
            events,
            patience,
            metrics,
            tracer);
    return new PipelineRun(
        context, repository, states, pipelineLog, ServerStepRunner::new, queue::ended);
  }

  /**
   * Returns the term in which this supervisor is active; writes of an earlier one fail.
   *
   * @throws ModynException UNAVAILABLE when this supervisor is a standby
   */
  public synchronized long currentTerm() {
    return term.orElseThrow(
        () -> ModynException.unavailable("this supervisor is a standby, and runs no pipelines"));
  }

  /** Returns a pipeline that runs or has ended recently. */
  public Optional<PipelineRun> find(int pipelineId) {
    return queue.find(pipelineId);
  }

  /**
   * Stops a pipeline with its training or evaluations, and waits until it has ended, at most eight
   * seconds; one that a server keeps for longer ends by itself.
   *
   * @return false when it has already completed its work
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  public boolean stop(int pipelineId) {
    return interrupt(pipelineId, StopReason.REQUEST);
  }

  /**
   * Pauses a pipeline, with its training or evaluations, until it is resumed. Waits as {@link
   * #stop}.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline; FAILED_PRECONDITION when it
   *     does not run
   */
  public void pause(int pipelineId) {
    if (!interrupt(pipelineId, StopReason.PAUSE)) {
      throw ModynException.failedPrecondition(
          "pipeline %d cannot be paused: it is %s", pipelineId, stored(pipelineId).status().text());
    }
  }

  private boolean interrupt(int pipelineId, StopReason reason) {
    Optional<PipelineRun> run = find(pipelineId);
    if (run.isPresent() && queue.withdraw(run.get())) {
      run.get().endUnstarted(reason, triggers(pipelineId));
      return true;
    }
    if (run.isEmpty()) {
      StoredPipeline pipeline = stored(pipelineId);
      if (pipeline.status() == PipelineStatus.PAUSED && reason == StopReason.REQUEST) {
        repository.end(
            pipelineId,
            new PipelineEnd(
                PipelineStatus.STOPPED, Optional.of(reason.description()), triggers(pipelineId)));
        return true;
      }
      return false;
    }
    boolean stopped = run.get().stop(reason);
    try {
      run.get().awaitEnd(STOP_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED,
          String.format(Locale.ROOT, "interrupted while pipeline %d ends", pipelineId),
          e);
    }
    return stopped;
  }

  private int triggers(int pipelineId) {
    return states.trainedModels(pipelineId);
  }

  private StoredPipeline stored(int pipelineId) {
    return repository
        .find(pipelineId)
        .orElseThrow(() -> ModynException.notFound("there is no pipeline %d", pipelineId));
  }

  /**
   * Returns the log of a pipeline: its file, or the log so far in a temporary file.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  public LogFile log(int pipelineId) {
    return logs.read(stored(pipelineId));
  }

  /**
   * Resumes a paused pipeline, or retries a failed, stopped or cancelled one from its last
   * position.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline; FAILED_PRECONDITION when it
   *     runs, is queued or is completed
   */
  public synchronized void resume(int pipelineId) {
    PipelineStatus status = stored(pipelineId).status();
    switch (status) {
      // the same request ids: a stopped training resumes from its newest checkpoint
      case PAUSED, STOPPED -> enqueue(pipelineId);
      case FAILED, CANCELLED -> {
        // other request ids: a server would answer the old ones with the failed job
        states
            .position(pipelineId)
            .ifPresent(
                position ->
                    states.store(
                        currentTerm(),
                        pipelineId,
                        UUID.randomUUID(),
                        Records.of(position.retried())));
        enqueue(pipelineId);
      }
      case QUEUED, RUNNING, COMPLETED ->
          throw ModynException.failedPrecondition(
              "pipeline %d cannot be resumed: it is %s", pipelineId, status.text());
    }
  }

  /**
   * Deletes a pipeline that does not run, at all servers. If a server is unavailable, what is left
   * is deleted by the next call.
   *
   * @return false when there is no such pipeline
   * @throws ModynException FAILED_PRECONDITION when the pipeline runs, is queued or is evaluated,
   *     or when another one needs its models; UNAVAILABLE when a server is unavailable
   */
  public boolean delete(int pipelineId) {
    if (!whileEnded(pipelineId, deletion::deleteAll)) {
      return false;
    }
    queue.forget(pipelineId);
    return true;
  }

  /**
   * Deletes the models of a pipeline that has ended, but the newest, those that another pipeline
   * starts from, and those that a retry would evaluate.
   *
   * @param newest the number of newest models to keep, at least 1
   * @throws ModynException as {@link #delete}
   */
  public void deleteOldModels(int pipelineId, int newest) {
    whileEnded(pipelineId, pipeline -> deletion.deleteOldModels(pipeline, newest));
  }

  /**
   * Deletes the training sets of a pipeline that has ended, but those of the newest triggers.
   *
   * @param newest the number of newest triggers, at least 1
   * @throws ModynException as {@link #delete}
   */
  public void deleteOldTrainingSets(int pipelineId, int newest) {
    whileEnded(pipelineId, pipeline -> deletion.deleteOldTrainingSets(pipeline, newest));
  }

  /** Returns false when there is no such pipeline. */
  private boolean whileEnded(int pipelineId, Consumer<StoredPipeline> action) {
    StoredPipeline pipeline;
    synchronized (this) {
      Optional<StoredPipeline> found = repository.find(pipelineId);
      if (found.isEmpty()) {
        return false;
      }
      pipeline = found.get();
      deletion.begin(pipeline);
    }
    try {
      action.accept(pipeline);
    } finally {
      deletion.end(pipelineId);
    }
    return true;
  }

  /**
   * Keeps the models of a pipeline until {@link #endEvaluation}, which must follow.
   *
   * @throws ModynException FAILED_PRECONDITION when something of the pipeline is being deleted
   */
  public void beginEvaluation(int pipelineId) {
    deletion.beginEvaluation(pipelineId);
  }

  /** Ends what {@link #beginEvaluation} has begun. */
  public void endEvaluation(int pipelineId) {
    deletion.endEvaluation(pipelineId);
  }

  /**
   * Suspends all pipelines: they continue when a supervisor is active again. Waits for their
   * threads at most five seconds.
   */
  @Override
  public void close() {
    List<PipelineRun> current;
    synchronized (this) {
      closed = true;
      current = queue.close();
    }
    suspend(current);
  }

  private static void suspend(List<PipelineRun> suspended) {
    suspended.forEach(PipelineRun::suspend);
    long deadline = System.nanoTime() + SUSPENSION_TIMEOUT.toNanos();
    try {
      for (PipelineRun run : suspended) {
        run.awaitEnd(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      log.warn("Interrupted while pipelines end", e);
      Thread.currentThread().interrupt();
    }
  }
}
