package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

/**
 * A step that was run.
 *
 * @param startMicros when it started, microseconds since 1970
 * @param nanos how long it took, in nanoseconds
 */
public record CompletedStep(StepResult result, long startMicros, long nanos) {
  public CompletedStep {
    requireNonNull(result, "result is null");
  }

  long endMicros() {
    return startMicros + nanos / 1_000;
  }
}
