package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStatus;
import org.modyn.supervisor.status.Messages;
import org.modyn.supervisor.status.PipelineEvents;
import org.modyn.supervisor.status.PolledStatus;
import org.modyn.supervisor.status.ProgressSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline and its thread. Its end is always recorded in the log, the database and the events.
 */
public final class PipelineRun {
  private static final Logger log = LoggerFactory.getLogger(PipelineRun.class);

  private final PipelineContext context;
  private final PipelineRepository repository;
  private final PolledStatus polledStatus;
  private final Thread thread;
  private Optional<StopReason> stopReason = Optional.empty();
  private boolean ending;

  PipelineRun(PipelineContext context, PipelineRepository repository) {
    this.context = requireNonNull(context, "context is null");
    this.repository = requireNonNull(repository, "repository is null");
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

  /**
   * Requests the pipeline to stop, with its training or evaluations. Returns immediately. If called
   * several times, the first reason is recorded.
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

  /** Waits until the end of the pipeline has been recorded, or the timeout expires. */
  void awaitEnd(Duration timeout) throws InterruptedException {
    thread.join(timeout);
  }

  private void execute() {
    Optional<Throwable> failure = Optional.empty();
    Consumer<String> waiting = line -> context.events().note(line);
    try {
      Context.current()
          .withValue(GrpcClient.WAIT_LISTENER, waiting)
          .run(new PipelineExecutor(context)::run);
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
    }
    end(failure, beginEnd());
  }

  /** Disables interrupts of the thread, so that recording the pipeline's end cannot fail. */
  private synchronized Optional<StopReason> beginEnd() {
    ending = true;
    boolean interrupted = Thread.interrupted();
    log.debug("Pipeline {} was {}interrupted", pipelineId(), interrupted ? "" : "not ");
    return stopReason;
  }

  private void end(Optional<Throwable> failure, Optional<StopReason> reason) {
    PipelineStatus status =
        failure.isEmpty()
            ? PipelineStatus.COMPLETED
            : reason.map(StopReason::status).orElse(PipelineStatus.FAILED);
    Optional<String> error = failure.map(cause -> describe(cause, reason));
    if (error.isPresent()) {
      try {
        context.log().finish(error);
      } catch (ModynException e) {
        log.warn("Pipeline {}: {}", pipelineId(), e.getMessage(), e);
      }
    }
    try {
      repository.end(pipelineId(), status, error, ProgressSummary.of(events()).triggers());
    } catch (RuntimeException e) {
      log.error("Pipeline {}: its end could not be written to the database", pipelineId(), e);
      error = error.or(() -> Optional.of("the database could not be written; see the log"));
      status = status == PipelineStatus.COMPLETED ? PipelineStatus.FAILED : status;
    }
    context.events().add(Messages.ended(status, error, context.log().file().toString()));
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
    return "internal error of the supervisor: %s; see its log".formatted(failure);
  }
}
