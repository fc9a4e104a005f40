package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.optimizer.Optimizer;

/**
 * The options and the formula of {@code torch.optim.lr_scheduler.CosineAnnealingWarmRestarts}
 * (Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
 * arXiv:1608.03983).
 */
@Name("CosineAnnealingWarmRestarts")
@Description("Anneals the learning rate to eta_min along a cosine, with restarts")
public record WarmRestartsOptions(
    @Description("Steps until the first restart") @Name("T_0") @Minimum(1) @Example("10")
        int firstPeriod,
    @Description("Factor by which each period is longer than the one before")
        @Name("T_mult")
        @Default("1")
        @Minimum(1)
        int growth,
    @Description("Smallest learning rate") @Default("0") double etaMin,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return RateSchedule.of(optimizers, this::rate);
  }

  private double rate(long step, int group, double former, double initial) {
    long period = firstPeriod;
    long stepInPeriod = step;
    if (growth == 1) {
      stepInPeriod %= period;
    } else {
      while (stepInPeriod >= period) {
        stepInPeriod -= period;
        period *= growth;
      }
    }
    return etaMin + (initial - etaMin) * (1 + Math.cos(Math.PI * stepInPeriod / period)) / 2;
  }
}
