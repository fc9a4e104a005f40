package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.optimizer.Optimizer;

/** The options and the formula of {@code torch.optim.lr_scheduler.StepLR}. */
@Name("StepLR")
@Description("Multiplies the learning rate by gamma every step_size steps")
public record StepLrOptions(
    @Description("Steps between two changes") @Minimum(1) @Example("10") int stepSize,
    @Description("Factor of a change") @Default("0.1") double gamma,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return RateSchedule.of(optimizers, this::rate);
  }

  private double rate(long step, int group, double former, double initial) {
    return step == 0 || step % stepSize != 0 ? former : former * gamma;
  }
}
