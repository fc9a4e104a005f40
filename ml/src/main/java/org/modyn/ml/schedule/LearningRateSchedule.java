package org.modyn.ml.schedule;

import org.modyn.common.error.ModynException;

/**
 * Sets the learning rates of optimizers' groups, and for some the momentum. Made, it has set those
 * of the first step of training; {@link #step} sets the next ones.
 *
 * <p>For one thread at a time.
 */
public interface LearningRateSchedule {
  /**
   * Sets the learning rates for what follows. To be called after the optimizers' steps of each
   * batch, or at the end of each epoch, as {@code step_every} says.
   *
   * @param trainingLoss of the batch; or the mean of the batches' losses of the epoch
   * @throws ModynException FAILED_PRECONDITION when the schedule has no rates for so many steps
   */
  void step(double trainingLoss);

  /** Where the schedule is, with the present learning rates, as JSON. */
  String state();

  /**
   * Restores a stored state and the learning rates in it.
   *
   * @param state as {@link #state} gave it, of a schedule with the same options
   * @throws ModynException INVALID_ARGUMENT when it is not the state of such a schedule
   */
  void restore(String state);
}
