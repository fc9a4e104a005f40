package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A kill during one pipeline.
 *
 * @param moment what of the pipeline it follows the start of
 * @param position the part of the moment's usual duration that passes first; above 1 it may hit
 *     what comes next
 * @param downtime the time until the process is started again
 * @param overlaps whether it does not wait until the victim of the last kill is up again
 */
record Kill(Victim victim, Moment moment, double position, Duration downtime, boolean overlaps) {
  Kill {
    requireNonNull(victim, "victim is null");
    requireNonNull(moment, "moment is null");
    requireNonNull(downtime, "downtime is null");
  }

  /** Returns the same kill, in half the time. */
  Kill sooner() {
    return new Kill(victim, moment, position / 2, downtime, overlaps);
  }
}
