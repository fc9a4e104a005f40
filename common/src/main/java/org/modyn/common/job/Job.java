package org.modyn.common.job;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.concurrent.CallerContext;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.OutOfMemory;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.logging.LogContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unit of work that runs once, on its own thread, when a {@link JobQueue} starts it.
 *
 * <p>Subclasses implement the work ({@link #work}) and its cleanup ({@link #onEnd}, {@link
 * #onDiscarded}). Thread safe; subclasses must be, too.
 *
 * @param <R> the type of the result
 */
public abstract class Job<R> {
  private static final Logger log = LoggerFactory.getLogger(Job.class);

  private final String kind;
  private final int id;
  private final List<String> devices;
  private final String description;
  private final JobRequest request;
  private volatile JobStatus<R> status = new JobStatus.Queued<>(0);
  private volatile JobQueue<?> queue;
  private volatile CallerContext caller = CallerContext.current();
  private Tracer tracer = OpenTelemetry.noop().getTracer("");
  private boolean stopRequested;
  private boolean abandoned;
  private boolean released;
  private Thread thread;

  /**
   * @param kind for messages, for example {@code training}
   * @param id from {@link JobQueue#nextId}
   * @param devices the devices that the job runs on, at least one, for example {@code cpu}
   * @param description for messages, for example {@code trigger 7 of pipeline 1}
   * @param request the request that the job was created for
   */
  protected Job(String kind, int id, List<String> devices, String description, JobRequest request) {
    this.kind = requireNonNull(kind, "kind is null");
    this.id = id;
    this.devices = List.copyOf(devices);
    if (this.devices.isEmpty()) {
      throw new IllegalArgumentException("a job needs a device");
    }
    this.description = requireNonNull(description, "description is null");
    this.request = requireNonNull(request, "request is null");
  }

  /**
   * Does the work, on a platform thread, which is interrupted to stop the job. An exception ends
   * the job as failed, or as stopped if a stop was requested. Work that continues for five seconds
   * after that counts as stopped, and its result is lost.
   */
  protected abstract R work();

  /**
   * Starts a span for a part of the work, within that of the job. Called by {@link #work}, which
   * must end it.
   *
   * @return a span that does nothing when the job belongs to no trace
   */
  protected final Span startSpan(String name) {
    return Span.current().getSpanContext().isValid()
        ? tracer.spanBuilder(name).startSpan()
        : Span.getInvalid();
  }

  /**
   * Called once, when the work has ended in any way, even if it never began; see the status for
   * how. May be called on any thread.
   */
  protected void onEnd() {}

  /**
   * Called once, when the queue discards the job. On any thread; after {@link #onEnd}, unless the
   * work continues although the job was stopped.
   */
  protected void onDiscarded() {}

  /**
   * Returns the memory that the work takes at most. A job is queued while it does not fit into
   * memory together with the running jobs; when no other job runs, it always starts.
   */
  protected JobMemory memory() {
    return JobMemory.NONE;
  }

  /** Returns in one line why the work failed, and what to do about it. */
  protected String describe(Throwable failure) {
    return GrpcErrors.toModynException(kind, failure).oneLine();
  }

  /**
   * As {@link #describe(Throwable)}; of a failure for lack of memory, says what to do.
   *
   * @param lessMemory what makes the job need less, for example "lower batch_size"
   */
  protected final String describe(Throwable failure, String lessMemory) {
    return OutOfMemory.in(failure)
        .map(what -> what + ": " + lessMemory + ", or " + OutOfMemory.MORE_MEMORY)
        .orElseGet(() -> GrpcErrors.toModynException(kind, failure).oneLine());
  }

  public final int id() {
    return id;
  }

  public final List<String> devices() {
    return devices;
  }

  final JobRequest request() {
    return request;
  }

  /** Returns the status of the job. */
  public final JobStatus<R> status() {
    JobStatus<R> current = status;
    return current instanceof JobStatus.Queued && queue != null
        ? new JobStatus.Queued<>(queue.position(this))
        : current;
  }

  /** Returns in one line why the job ended without a result; empty otherwise. */
  public final Optional<String> failure() {
    return switch (status) {
      case JobStatus.Failed<R>(_, _, String reason) -> Optional.of(reason);
      case JobStatus.Stopped<R> _ -> Optional.of("the " + kind + " was stopped");
      default -> Optional.empty();
    };
  }

  /**
   * Returns the category of the error that ended the job without a result, CANCELLED for a job that
   * was stopped; empty otherwise.
   */
  public final Optional<ErrorCategory> failureCategory() {
    return switch (status) {
      case JobStatus.Failed<R>(ErrorCategory category, _, _) -> Optional.of(category);
      case JobStatus.Stopped<R> _ -> Optional.of(ErrorCategory.CANCELLED);
      default -> Optional.empty();
    };
  }

  /** Returns the fault of a machine that ended the job; empty if there was none. */
  public final Optional<MachineFault> machineFault() {
    return status instanceof JobStatus.Failed<R>(_, Optional<MachineFault> fault, _)
        ? fault
        : Optional.empty();
  }

  /**
   * Returns whether the job has ended without a result, for a reason that another attempt may not
   * have: it was stopped, a server was unreachable, or a machine had a fault. False while the work
   * continues nevertheless.
   */
  final synchronized boolean isRepeatable() {
    return !abandoned
        && switch (status) {
          case JobStatus.Failed<R>(ErrorCategory category, Optional<MachineFault> fault, _) ->
              category == ErrorCategory.UNAVAILABLE || fault.isPresent();
          case JobStatus.Stopped<R> _ -> true;
          default -> false;
        };
  }

  /** Returns the result of a finished job; empty otherwise. */
  public final Optional<R> result() {
    return status instanceof JobStatus.Finished<R>(R result)
        ? Optional.of(result)
        : Optional.empty();
  }

  /** Removes a queued job from the queue, or interrupts a running one; returns immediately. */
  public final void stop() {
    if (queue != null) {
      queue.stop(this);
    }
  }

  final void queued(JobQueue<?> newQueue) {
    caller = CallerContext.current();
    queue = newQueue;
  }

  final void started() {
    status = new JobStatus.Running<>();
  }

  /**
   * Runs the job to its end, in the context of the thread that has submitted it. Its log lines also
   * have its id. In a trace, it is a span with its kind as the name.
   */
  final void execute(Tracer newTracer) {
    tracer = newTracer;
    caller.run(
        () -> {
          Span span = startSpan(kind);
          span.setAttribute(kind + "_id", (long) id);
          try (LogContext.Scope _ = LogContext.with(kind + "_id", id);
              io.opentelemetry.context.Scope _ = span.makeCurrent()) {
            executeInContext();
            failure().ifPresent(reason -> span.setStatus(StatusCode.ERROR, reason));
          } finally {
            span.end();
          }
        });
  }

  private void executeInContext() {
    if (begin()) {
      JobStatus<R> ended =
          new JobStatus.Failed<>(
              ErrorCategory.INTERNAL,
              Optional.empty(),
              "the %s ended without a result; the server's log says why".formatted(kind));
      try {
        ended = new JobStatus.Finished<>(work());
      } catch (RuntimeException | Error e) {
        ended = endedBy(e);
      } finally {
        // in any case, threads that wait for this job must be notified of its end
        end(ended);
      }
    } else {
      end(new JobStatus.Stopped<>());
    }
  }

  private synchronized void end(JobStatus<R> ended) {
    if (!abandoned) {
      status = ended;
    }
  }

  /** Ends a job that does not react to being stopped; its thread may go on. */
  final synchronized void abandon() {
    abandoned = true;
    status = new JobStatus.Stopped<>();
  }

  /** True the first time; under the lock of its queue. */
  final boolean release() {
    boolean first = !released;
    released = true;
    return first;
  }

  private synchronized boolean begin() {
    thread = Thread.currentThread();
    return !stopRequested;
  }

  private JobStatus<R> endedBy(Throwable failure) {
    if (isStopRequested()) {
      log.info("Stopped: {}", this);
      log.debug("{} was stopped here", this, failure);
      return new JobStatus.Stopped<>();
    }
    String reason = describe(failure);
    log.error("Failed: {}: {}", this, reason, failure);
    return new JobStatus.Failed<>(GrpcErrors.categoryOf(failure), MachineFault.in(failure), reason);
  }

  private synchronized boolean isStopRequested() {
    return stopRequested;
  }

  /** Fails a job whose thread could not be started. */
  final void fail(Throwable failure) {
    status = endedBy(failure);
  }

  final void endBeforeStart() {
    log.info("Stopped before it started: {}", this);
    status = new JobStatus.Stopped<>();
  }

  /** For its thread. */
  final String name() {
    return kind + "-" + id;
  }

  final synchronized void interrupt() {
    stopRequested = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Returns a description such as {@code training 3 (trigger 7 of pipeline 1)}. */
  @Override
  public final String toString() {
    return String.format(Locale.ROOT, "%s %d (%s)", kind, id, description);
  }
}
