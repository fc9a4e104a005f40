package org.modyn.ml.schedule;

/** How the learning rate of a parameter group follows from the steps so far. */
@FunctionalInterface
interface RateFunction {
  /**
   * The learning rate after a step.
   *
   * @param step how many were made, this one included; 0 for the rate that a training begins with
   * @param group its number
   * @param former the rate before the step
   * @param initial the rate in the optimizer's options
   */
  double rate(long step, int group, double former, double initial);
}
