package org.modyn.common.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.grpc.GrpcErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done once, on a thread of its own, when a {@link JobQueue} gives it a turn.
 *
 * <p>Subclasses say what the work is ({@link #work}) and what to tidy up ({@link #onEnd}, {@link
 * #onForgotten}). Thread safe, as subclasses have to be.
 *
 * @param <R> what the work results in
 */
public abstract class Job<R> {
  private static final Logger log = LoggerFactory.getLogger(Job.class);

  private final String kind;
  private final int id;
  private final String device;
  private final String description;
  private final JobRequest request;
  private volatile JobStatus<R> status = new JobStatus.Queued<>(0);
  private volatile JobQueue<?> queue;
  private boolean stopRequested;
  private Thread thread;

  /**
   * @param kind for messages, for example {@code training}
   * @param id from {@link JobQueue#nextId}
   * @param device what the job has to itself while it runs, or shares with few others, for example
   *     {@code cpu}
   * @param description for messages, for example {@code trigger 7 of pipeline 1}
   * @param request that the job is made for
   */
  protected Job(String kind, int id, String device, String description, JobRequest request) {
    this.kind = requireNonNull(kind, "kind is null");
    this.id = id;
    this.device = requireNonNull(device, "device is null");
    this.description = requireNonNull(description, "description is null");
    this.request = requireNonNull(request, "request is null");
  }

  /**
   * Does the work, on a platform thread, which is interrupted when the job is to stop. Whatever is
   * thrown ends the job as failed, or as stopped when it was asked to stop.
   */
  protected abstract R work();

  /**
   * Called once, when the job has ended in whichever way, also when it never ran; the status tells
   * how. On any thread.
   */
  protected void onEnd() {}

  /** Called once, after {@link #onEnd}, when nobody can find the job any more. On any thread. */
  protected void onForgotten() {}

  /** Says in one line why the work failed, and what to do about it. */
  protected String describe(Throwable failure) {
    return GrpcErrors.toModynException(kind, failure).oneLine();
  }

  public final int id() {
    return id;
  }

  public final String device() {
    return device;
  }

  final JobRequest request() {
    return request;
  }

  /** Where the job stands. */
  public final JobStatus<R> status() {
    JobStatus<R> current = status;
    return current instanceof JobStatus.Queued && queue != null
        ? new JobStatus.Queued<>(queue.position(this))
        : current;
  }

  /** Why the job ended without a result, if it did: one line. */
  public final Optional<String> failure() {
    return switch (status) {
      case JobStatus.Failed<R>(String reason) -> Optional.of(reason);
      case JobStatus.Stopped<R> _ -> Optional.of("the " + kind + " was stopped");
      default -> Optional.empty();
    };
  }

  /** What the job resulted in, if it finished. */
  public final Optional<R> result() {
    return status instanceof JobStatus.Finished<R>(R result)
        ? Optional.of(result)
        : Optional.empty();
  }

  /** Takes a job that waits from the queue, interrupts one that runs; returns at once. */
  public final void stop() {
    if (queue != null) {
      queue.stop(this);
    }
  }

  final void queued(JobQueue<?> newQueue) {
    queue = newQueue;
  }

  final void started() {
    status = new JobStatus.Running<>();
  }

  /** Works until the job has ended. */
  final void execute() {
    if (begin()) {
      JobStatus<R> ended =
          new JobStatus.Failed<>(
              "the %s ended without a result; the server's log says why".formatted(kind));
      try {
        ended = new JobStatus.Finished<>(work());
      } catch (RuntimeException | Error e) {
        ended = endedBy(e);
      } finally {
        // whatever happens, those who wait for this job get to know its end
        status = ended;
      }
    } else {
      status = new JobStatus.Stopped<>();
    }
  }

  private synchronized boolean begin() {
    thread = Thread.currentThread();
    return !stopRequested;
  }

  private JobStatus<R> endedBy(Throwable failure) {
    if (isStopRequested()) {
      log.info("Stopped: {}", this);
      log.debug("What {} was doing", this, failure);
      return new JobStatus.Stopped<>();
    }
    String reason = describe(failure);
    log.error("Failed: {}: {}", this, reason, failure);
    return new JobStatus.Failed<>(reason);
  }

  private synchronized boolean isStopRequested() {
    return stopRequested;
  }

  /** Ends a job whose thread could not be started. */
  final void fail(Throwable failure) {
    status = endedBy(failure);
  }

  final void endBeforeStart() {
    log.info("Stopped before it began: {}", this);
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

  /** As {@code training 3 (trigger 7 of pipeline 1)}. */
  @Override
  public final String toString() {
    return "%s %d (%s)".formatted(kind, id, description);
  }
}
