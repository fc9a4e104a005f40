package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.optimizer.Optimizer;

/** The options and the formula of {@code torch.optim.lr_scheduler.CosineAnnealingLR}. */
@Name("CosineAnnealingLR")
@Description("Anneals the learning rate to eta_min and back along a cosine")
public record CosineAnnealingLrOptions(
    @Description("Steps until the learning rate is eta_min")
        @Name("T_max")
        @Minimum(1)
        @Example("MODYN_NUM_EPOCHS")
        int halfPeriod,
    @Description("Smallest learning rate") @Default("0") double etaMin,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return RateSchedule.of(optimizers, this::rate);
  }

  private double rate(long step, int group, double former, double initial) {
    if (step == 0) {
      return former;
    }
    if ((step - 1 - halfPeriod) % (2L * halfPeriod) == 0) {
      // the rate before is the smallest one, from which no factor leads away
      return former + (initial - etaMin) * (1 - Math.cos(Math.PI / halfPeriod)) / 2;
    }
    return (1 + Math.cos(Math.PI * step / halfPeriod))
            / (1 + Math.cos(Math.PI * (step - 1) / halfPeriod))
            * (former - etaMin)
        + etaMin;
  }
}
