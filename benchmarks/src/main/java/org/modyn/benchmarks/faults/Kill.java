package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.modyn.supervisor.log.Stage;

/**
 * A kill in the middle of a pipeline.
 *
 * @param stage the stage of the pipeline whose start it follows
 * @param position the part of the stage's usual duration that passes first; above 1 it may hit a
 *     later stage
 * @param downtime the time until the process is started again
 * @param overlaps whether it does not wait until the victim of the last kill is up again
 */
record Kill(Victim victim, Stage stage, double position, Duration downtime, boolean overlaps) {
  Kill {
    requireNonNull(victim, "victim is null");
    requireNonNull(stage, "stage is null");
    requireNonNull(downtime, "downtime is null");
  }

  /** Returns the same kill, in half the time after the start of the stage. */
  Kill sooner() {
    return new Kill(victim, stage, position / 2, downtime, overlaps);
  }
}
