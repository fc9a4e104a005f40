/**
 * Learning rate schedules. {@link org.modyn.ml.schedule.LearningRateSchedule} is the contract;
 * {@link org.modyn.ml.schedule.Schedules} creates one from a pipeline file's {@code
 * training.lr_scheduler}.
 *
 * <p>Most schedules are an options record with a formula: the rate after a step as a function of
 * the number of steps, the previous rate and the initial rate. The formulas are those of {@code
 * torch.optim.lr_scheduler}, in its recursive form where it has one, so that every rate is equal to
 * PyTorch's.
 */
package org.modyn.ml.schedule;
