package org.modyn.ml.schedule;

/** How the momentum of a parameter group follows from the steps so far. */
@FunctionalInterface
interface MomentumFunction {
  /**
   * The momentum after a step.
   *
   * @param step the number of steps made, including this one
   * @param group the index of the parameter group
   */
  double momentum(long step, int group);
}
