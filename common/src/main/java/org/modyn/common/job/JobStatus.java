package org.modyn.common.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.machine.MachineFault;

/**
 * The status of a job.
 *
 * @param <R> the type of its result
 */
public sealed interface JobStatus<R> {

  /** Returns whether the job has ended, in any way. */
  default boolean hasEnded() {
    return switch (this) {
      case Queued<R> _, Running<R> _ -> false;
      case Finished<R> _, Failed<R> _, Stopped<R> _ -> true;
    };
  }

  /**
   * The job is queued.
   *
   * @param position the position in the queue of its devices; the next job to start has 1
   */
  record Queued<R>(int position) implements JobStatus<R> {}

  /** The job is running. */
  record Running<R>() implements JobStatus<R> {}

  /** The job has finished successfully. */
  record Finished<R>(R result) implements JobStatus<R> {
    public Finished {
      requireNonNull(result, "result is null");
    }
  }

  /**
   * The job has failed.
   *
   * @param category of the error; UNAVAILABLE means that a repetition may succeed
   * @param fault the fault of a machine that is the cause, if one is: a repetition may succeed
   * @param reason one line
   */
  record Failed<R>(ErrorCategory category, Optional<MachineFault> fault, String reason)
      implements JobStatus<R> {
    public Failed {
      requireNonNull(category, "category is null");
      requireNonNull(fault, "fault is null");
      requireNonNull(reason, "reason is null");
    }
  }

  /** The job was stopped on request, before or while it ran. */
  record Stopped<R>() implements JobStatus<R> {}
}
