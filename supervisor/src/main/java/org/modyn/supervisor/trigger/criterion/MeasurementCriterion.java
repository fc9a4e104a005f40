package org.modyn.supervisor.trigger.criterion;

import org.modyn.supervisor.state.PolicyState;

/** A condition on a series of measurements. Used by one thread. */
public interface MeasurementCriterion {
  /**
   * Returns whether a measurement is so extreme, compared with those that were added, that it
   * triggers. Does not add it.
   *
   * @param measurement finite
   */
  boolean isExtreme(double measurement);

  /**
   * Adds a measurement.
   *
   * @param measurement finite
   */
  void add(double measurement);

  /** Adds a measurement, and returns whether it triggers. */
  default boolean evaluate(double measurement) {
    boolean triggers = isExtreme(measurement);
    add(measurement);
    return triggers;
  }

  /** Returns the state after the last measurement; the initial state if there is none. */
  PolicyState state();
}
