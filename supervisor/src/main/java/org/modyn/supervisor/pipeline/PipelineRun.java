package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.OutOfMemory;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.logging.LogContext;
import org.modyn.supervisor.database.PipelineEnd;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.TakenOverException;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.log.PipelineLog;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.status.PipelineEvents;
import org.modyn.supervisor.status.PolledStatus;
import org.modyn.supervisor.status.ProgressSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline and its thread, from a start or a resumption to the end, a pause, or the shutdown of
 * the supervisor. The end is always recorded in the log, the database and the events.
 */
public final class PipelineRun {
  private static final Logger log = LoggerFactory.getLogger(PipelineRun.class);

  private final PipelineContext context;
  private final PipelineRepository repository;
  private final PipelineStateRepository states;
  private final PipelineLog pipelineLog;
  private final StepRunner.Factory steps;
  private final Consumer<PipelineRun> onEnd;
  private final PolledStatus polledStatus;
  private final Thread thread;
  private Optional<StopReason> stopReason = Optional.empty();
  private boolean ending;

  /**
   * @param onEnd is called when the thread ends
   */
  PipelineRun(
      PipelineContext context,
      PipelineRepository repository,
      PipelineStateRepository states,
      PipelineLog pipelineLog,
      StepRunner.Factory steps,
      Consumer<PipelineRun> onEnd) {
    this.context = requireNonNull(context, "context is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.states = requireNonNull(states, "states is null");
    this.pipelineLog = requireNonNull(pipelineLog, "pipelineLog is null");
    this.steps = requireNonNull(steps, "steps is null");
    this.onEnd = requireNonNull(onEnd, "onEnd is null");
    this.polledStatus = new PolledStatus(context.events());
    this.thread =
        Thread.ofVirtual().name("pipeline-" + context.pipelineId()).unstarted(this::execute);
  }

  void start() {
    thread.start();
  }

  public int pipelineId() {
    return context.pipelineId();
  }

  /** Returns the events of the pipeline. */
  public PipelineEvents events() {
    return context.events();
  }

  /** Returns the status for polling clients. */
  public PolledStatus polledStatus() {
    return polledStatus;
  }

  /** Returns what the pipeline waits for; empty when no server is unavailable. */
  public Optional<Waiting> waiting() {
    return context.patience().waiting();
  }

  /**
   * Requests the thread to end, with the training or evaluations in progress. Returns immediately.
   * If called several times, the first reason is recorded.
   *
   * @return false when the pipeline has already completed its work
   */
  synchronized boolean stop(StopReason reason) {
    if (ending) {
      return false;
    }
    if (stopReason.isEmpty()) {
      stopReason = Optional.of(reason);
      thread.interrupt();
    }
    return true;
  }

  /**
   * As {@link #stop}: the pipeline continues when a supervisor is active again. One whose thread
   * was not started must not be started any more.
   */
  void suspend() {
    stop(StopReason.SUSPENSION);
    if (thread.getState() == Thread.State.NEW) {
      events().close();
    }
  }

  /**
   * Ends a pipeline whose thread was not started.
   *
   * @param triggers the number of triggers whose model was trained and stored
   */
  void endUnstarted(StopReason reason, int triggers) {
    PipelineStatus status = reason.status().orElseThrow();
    Optional<String> error = Optional.of(reason.description());
    repository.end(pipelineId(), new PipelineEnd(status, error, triggers));
    context.emit(new PipelineEvent.Ended(status, error, pipelineLog.file().toString()));
  }

  private synchronized boolean isSuspended() {
    return stopReason.filter(reason -> reason == StopReason.SUSPENSION).isPresent();
  }

  /** Waits until the end of the thread has been recorded, or the timeout expires. */
  void awaitEnd(Duration timeout) throws InterruptedException {
    if (thread.getState() != Thread.State.NEW) {
      thread.join(timeout);
    }
  }

  private void execute() {
    try (LogContext.Scope _ = LogContext.with(LogContext.PIPELINE, pipelineId())) {
      executeLogging();
    }
  }

  private void executeLogging() {
    Optional<Throwable> failure = Optional.empty();
    try {
      Context.current().withValue(GrpcClient.WAIT_LISTENER, context.patience()).run(this::run);
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
    }
    try {
      end(failure, beginEnd());
    } finally {
      if (events().ended().isEmpty()) {
        events().close();
      }
      onEnd.accept(this);
    }
  }

  private void run() {
    Optional<PipelinePosition> stored = context.store().position();
    PipelineDriver driver = new PipelineDriver(context, steps.create(context, this::isSuspended));
    PipelinePosition last;
    if (stored.isPresent()) {
      log.info("Pipeline {} continues at {}", pipelineId(), stored.get().state());
      context.store().events().forEach(events()::add);
      last = driver.run(stored.get());
    } else {
      log.info("Pipeline {} starts", pipelineId());
      last =
          driver.start(
              PipelinePosition.initial(
                  context.parameters(),
                  TrainingRequests.initialModel(context.parameters().config().training()).stream()
                      .boxed()
                      .findFirst()));
    }
    context
        .patience()
        .call(
            () -> {
              writeLog(last, Optional.empty());
              return last;
            },
            () -> {});
    log.info("Pipeline {} is done", pipelineId());
  }

  private void writeLog(PipelinePosition position, Optional<String> error) {
    pipelineLog.write(
        position.stages().entered(), runs -> states.forEachStageRun(pipelineId(), runs), error);
  }

  /** Disables interrupts of the thread, so that recording the end cannot fail. */
  private synchronized Optional<StopReason> beginEnd() {
    ending = true;
    boolean interrupted = Thread.interrupted();
    log.debug("Pipeline {} was {}interrupted", pipelineId(), interrupted ? "" : "not ");
    return stopReason;
  }

  private void end(Optional<Throwable> failure, Optional<StopReason> reason) {
    if (failure.isPresent()) {
      boolean isTakenOver = failure.get() instanceof TakenOverException || !storeRest();
      if (isTakenOver || reason.filter(stopped -> stopped == StopReason.SUSPENSION).isPresent()) {
        log.info("Pipeline {} continues with the next active supervisor", pipelineId());
        log.debug("What pipeline {} was doing", pipelineId(), failure.get());
        events().close();
        return;
      }
    }
    PipelineStatus status =
        failure.isEmpty()
            ? PipelineStatus.COMPLETED
            : reason.flatMap(StopReason::status).orElse(PipelineStatus.FAILED);
    Optional<String> error = failure.map(cause -> describe(cause, reason));
    if (error.isPresent()) {
      writeLogOfFailure(error);
    }
    try {
      context.store().end(new PipelineEnd(status, error, ProgressSummary.of(events()).triggers()));
    } catch (TakenOverException e) {
      log.info(
          "Pipeline {} ends with the next active supervisor: {}", pipelineId(), e.getMessage());
      events().close();
      return;
    } catch (RuntimeException | Error e) {
      log.error("Pipeline {}: its end could not be written to the database", pipelineId(), e);
      error = error.or(() -> Optional.of("the database could not be written; see the log"));
      status = status == PipelineStatus.COMPLETED ? PipelineStatus.FAILED : status;
    }
    context.emit(new PipelineEvent.Ended(status, error, pipelineLog.file().toString()));
  }

  /**
   * Stores what is not stored yet, so that a retry repeats as little as possible.
   *
   * @return false when another supervisor has become active
   */
  private boolean storeRest() {
    try {
      context.store().flushOnce();
    } catch (TakenOverException e) {
      log.debug("Pipeline {} was taken over", pipelineId(), e);
      return false;
    } catch (RuntimeException | Error e) {
      log.warn(
          "Pipeline {}: its newest position could not be stored: {}",
          pipelineId(),
          e.getMessage(),
          e);
    }
    return true;
  }

  private void writeLogOfFailure(Optional<String> error) {
    try {
      Optional<PipelinePosition> position = states.position(pipelineId());
      if (position.isPresent()) {
        writeLog(position.get(), error);
      }
    } catch (RuntimeException | Error e) {
      log.warn("Pipeline {}: its log could not be written: {}", pipelineId(), e.getMessage(), e);
    }
  }

  private String describe(Throwable failure, Optional<StopReason> reason) {
    if (reason.isPresent()) {
      log.info("Pipeline {} ends early: {}", pipelineId(), reason.get().description());
      log.debug("What pipeline {} was doing", pipelineId(), failure);
      return reason.get().description();
    }
    if (failure instanceof ModynException expected) {
      String line = expected.oneLine();
      log.warn("Pipeline {} failed: {}", pipelineId(), line, expected);
      return line;
    }
    log.error("Pipeline {} failed", pipelineId(), failure);
    return OutOfMemory.in(failure)
        .map(memory -> "the supervisor is " + memory + ": " + OutOfMemory.MORE_MEMORY)
        .orElseGet(
            () ->
                "internal error of the supervisor: %s; see its log"
                    .formatted(String.valueOf(failure).lines().findFirst().orElse("")));
  }
}
