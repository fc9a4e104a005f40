package org.modyn.supervisor.trigger.criterion;

/** Which measurements are extreme. */
public enum Direction {
  /** High ones, as for a distance. */
  HIGHER,
  /** Low ones, as for an accuracy. */
  LOWER
}
