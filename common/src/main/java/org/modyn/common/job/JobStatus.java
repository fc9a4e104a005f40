package org.modyn.common.job;

import static java.util.Objects.requireNonNull;

/**
 * Where a job stands.
 *
 * @param <R> what it results in
 */
public sealed interface JobStatus<R> {

  /** Whether the job is over, in whichever way. */
  default boolean hasEnded() {
    return switch (this) {
      case Queued<R> _, Running<R> _ -> false;
      case Finished<R> _, Failed<R> _, Stopped<R> _ -> true;
    };
  }

  /**
   * It waits for its turn.
   *
   * @param position among the jobs that wait for the same device; the next one to start has 1
   */
  record Queued<R>(int position) implements JobStatus<R> {}

  /** It is being worked on. */
  record Running<R>() implements JobStatus<R> {}

  /** It did what it was to do. */
  record Finished<R>(R result) implements JobStatus<R> {
    public Finished {
      requireNonNull(result, "result is null");
    }
  }

  /**
   * It ended without a result.
   *
   * @param reason one line
   */
  record Failed<R>(String reason) implements JobStatus<R> {
    public Failed {
      requireNonNull(reason, "reason is null");
    }
  }

  /** It was stopped on request, before or while it ran. */
  record Stopped<R>() implements JobStatus<R> {}
}
