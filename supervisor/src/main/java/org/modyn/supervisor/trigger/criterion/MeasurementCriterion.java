package org.modyn.supervisor.trigger.criterion;

import org.modyn.supervisor.state.PolicyState;

/** A condition on a series of measurements. Used by one thread. */
public interface MeasurementCriterion {
  /**
   * Adds a measurement, and returns whether it is so extreme that it triggers.
   *
   * @param measurement finite
   */
  boolean evaluate(double measurement);

  /** Returns the state after the last measurement; the initial state if there is none. */
  PolicyState state();
}
