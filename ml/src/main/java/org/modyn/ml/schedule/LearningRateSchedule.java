package org.modyn.ml.schedule;

import org.modyn.common.error.ModynException;

/**
 * Sets the learning rates of optimizers' groups, and for some the momentum. Made, it has set those
 * of the first step of training; {@link #step} sets the next ones.
 *
 * <p>Not safe for concurrent use.
 */
public interface LearningRateSchedule {
  /**
   * Sets the learning rates for the following steps. Call it after the optimizers' steps of each
   * batch, or at the end of each epoch, depending on {@code step_every}.
   *
   * @param trainingLoss the loss of the batch, or the mean of the losses of the batches of the
   *     epoch; any number unless {@link #usesLoss}
   * @throws ModynException FAILED_PRECONDITION when the schedule ends before this step
   */
  void step(double trainingLoss);

  /**
   * Whether steps depend on the loss. Other schedules do not have to wait for a device that
   * computes it.
   */
  default boolean usesLoss() {
    return false;
  }

  /** The state of the schedule, including the current learning rates, as JSON. */
  String state();

  /**
   * Restores a stored state and the learning rates in it.
   *
   * @param state as {@link #state} gave it, of a schedule with the same options
   * @throws ModynException INVALID_ARGUMENT when it is not the state of such a schedule
   */
  void restore(String state);
}
