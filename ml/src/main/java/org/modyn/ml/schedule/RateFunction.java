package org.modyn.ml.schedule;

/** How the learning rate of a parameter group follows from the steps so far. */
@FunctionalInterface
interface RateFunction {
  /**
   * The learning rate after a step.
   *
   * @param step the number of steps made, including this one; 0 for the initial rate of a training
   * @param group the index of the parameter group
   * @param former the rate before the step
   * @param initial the rate in the optimizer's options
   */
  double rate(long step, int group, double former, double initial);
}
