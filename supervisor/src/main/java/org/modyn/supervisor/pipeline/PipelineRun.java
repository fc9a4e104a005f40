package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStatus;
import org.modyn.supervisor.status.Messages;
import org.modyn.supervisor.status.PipelineEvents;
import org.modyn.supervisor.status.PolledStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline on its thread. However it ends, log, database and events say how. */
public final class PipelineRun {
  private static final Logger log = LoggerFactory.getLogger(PipelineRun.class);

  private final PipelineContext context;
  private final PipelineRepository repository;
  private final PolledStatus polledStatus;
  private final Thread thread;
  private volatile boolean cancelled;

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

  /** All events from the start. */
  public PipelineEvents events() {
    return context.events();
  }

  /** For clients that poll. */
  public PolledStatus polledStatus() {
    return polledStatus;
  }

  /** Stops the pipeline, and its training if there is one. Returns at once. */
  void cancel() {
    cancelled = true;
    thread.interrupt();
  }

  void awaitEnd(Duration timeout) throws InterruptedException {
    thread.join(timeout);
  }

  private void execute() {
    Optional<String> error = Optional.empty();
    try {
      new PipelineExecutor(context).run();
    } catch (RuntimeException e) {
      error = Optional.of(describe(e));
    }
    // the interrupt has done its work; writing how the pipeline ended must not fail of it
    boolean interrupted = Thread.interrupted();
    log.debug("Pipeline {} was {}interrupted", pipelineId(), interrupted ? "" : "not ");
    end(error);
  }

  private String describe(RuntimeException failure) {
    if (cancelled) {
      log.info("Pipeline {} was cancelled", pipelineId());
      return "the supervisor was stopped while the pipeline was running";
    }
    if (failure instanceof ModynException expected) {
      String line = expected.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
      log.warn("Pipeline {} failed: {}", pipelineId(), line, expected);
      return line;
    }
    log.error("Pipeline {} failed", pipelineId(), failure);
    return "internal error of the supervisor: %s; see its log".formatted(failure);
  }

  private void end(Optional<String> firstError) {
    Optional<String> error = firstError;
    if (error.isPresent()) {
      try {
        context.log().finish(error);
      } catch (ModynException e) {
        log.warn("Pipeline {}: {}", pipelineId(), e.getMessage(), e);
      }
    }
    PipelineStatus status =
        error.isEmpty()
            ? PipelineStatus.COMPLETED
            : cancelled ? PipelineStatus.CANCELLED : PipelineStatus.FAILED;
    try {
      repository.end(pipelineId(), status, error);
    } catch (RuntimeException e) {
      log.error("Pipeline {}: its end could not be written to the database", pipelineId(), e);
      error = error.or(() -> Optional.of("the database could not be written; see the log"));
    }
    context.events().add(Messages.ended(error, context.log().file().toString()));
  }
}
