package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.optimizer.Optimizer;

/** The options and the formula of {@code torch.optim.lr_scheduler.PolynomialLR}. */
@Name("PolynomialLR")
@Description("Decreases the learning rate to 0 over total_iters steps, along a polynomial")
public record PolynomialLrOptions(
    @Description("Steps until the learning rate is 0") @Default("5") @Minimum(1) int totalIters,
    @Description("Exponent of the fraction of the remaining steps") @Default("1") double power,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return RateSchedule.of(optimizers, this::rate);
  }

  private double rate(long step, int group, double former, double initial) {
    if (step == 0 || step > totalIters) {
      return former;
    }
    double left = 1 - (double) step / totalIters;
    double leftBefore = 1 - (double) (step - 1) / totalIters;
    return former * Math.pow(left / leftBefore, power);
  }
}
