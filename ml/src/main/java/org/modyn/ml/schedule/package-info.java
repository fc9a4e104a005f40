/**
 * Learning rate schedules. {@link org.modyn.ml.schedule.LearningRateSchedule} is the contract;
 * {@link org.modyn.ml.schedule.Schedules} makes one from a pipeline file's {@code
 * training.lr_scheduler}.
 *
 * <p>Most schedules are an options record with a formula: how the rate after a step follows from
 * the number of steps, the rate before, and the initial one. The formulas are those of {@code
 * torch.optim.lr_scheduler}, in its recursive form where it has one, so that every rate is the
 * same.
 */
package org.modyn.ml.schedule;
