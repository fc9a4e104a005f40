package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.modyn.supervisor.log.Stage;

/**
 * A pipeline of a scenario without kills.
 *
 * @param submission the duration of {@code start_pipeline}
 * @param stages the mean time from the start of each stage to that of the next one
 */
record UndisturbedRun(
    Scenario scenario, Outcome outcome, Duration submission, Map<Stage, Duration> stages) {
  UndisturbedRun {
    requireNonNull(scenario, "scenario is null");
    requireNonNull(outcome, "outcome is null");
    requireNonNull(submission, "submission is null");
    stages = Map.copyOf(stages);
  }

  /** Returns the time from the start of the kill's moment to the kill. */
  Duration delay(Kill kill) {
    Duration usual =
        kill.moment()
            .stage(scenario)
            .map(stage -> stages.getOrDefault(stage, Duration.ZERO))
            .orElse(submission);
    return Duration.ofNanos((long) (usual.toNanos() * kill.position()));
  }
}
