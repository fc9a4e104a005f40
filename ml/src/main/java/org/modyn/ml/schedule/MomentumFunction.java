package org.modyn.ml.schedule;

/** How the momentum of a parameter group follows from the steps so far. */
@FunctionalInterface
interface MomentumFunction {
  /**
   * The momentum after a step.
   *
   * @param step how many were made, this one included
   * @param group its number
   */
  double momentum(long step, int group);
}
