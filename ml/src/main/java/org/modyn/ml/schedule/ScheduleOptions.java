package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.optimizer.Optimizer;

/**
 * The options of a schedule: a record whose {@link org.modyn.common.config.schema.Name} is the name
 * of the schedule.
 */
public interface ScheduleOptions {
  /**
   * Creates the schedule, which sets the learning rates of the first step.
   *
   * @param optimizers the optimizers whose rates it sets; exactly one for schedules of PyTorch
   * @throws ModynException INVALID_ARGUMENT, with the field, when the options do not fit the
   *     optimizers
   */
  LearningRateSchedule create(List<Optimizer> optimizers);
}
