package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.optimizer.Optimizer;

/** The options and the formula of {@code torch.optim.lr_scheduler.ExponentialLR}. */
@Name("ExponentialLR")
@Description("Multiplies the learning rate by gamma at every step")
public record ExponentialLrOptions(
    @Description("Factor of a step") @Example("0.95") double gamma,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return RateSchedule.of(optimizers, this::rate);
  }

  private double rate(long step, int group, double former, double initial) {
    return step == 0 ? former : former * gamma;
  }
}
