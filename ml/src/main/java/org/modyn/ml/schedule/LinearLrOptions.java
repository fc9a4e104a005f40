package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.optimizer.Optimizer;

/** The options and the formula of {@code torch.optim.lr_scheduler.LinearLR}. */
@Name("LinearLR")
@Description("Changes the factor of the learning rate linearly over the first total_iters steps")
public record LinearLrOptions(
    @Description("Factor of the first step, above 0")
        @Default("0.3333333333333333")
        @Minimum(0)
        @Maximum(1)
        double startFactor,
    @Description("Factor from total_iters on") @Default("1") @Minimum(0) @Maximum(1)
        double endFactor,
    @Description("Steps until the factor is end_factor") @Default("5") @Minimum(0) int totalIters,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {

  @Rule
  static void theFirstFactorCanBeUndone(double startFactor, Violations violations) {
    if (startFactor == 0) {
      violations.add("start_factor", "must be above 0");
    }
  }

  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return RateSchedule.of(optimizers, this::rate);
  }

  private double rate(long step, int group, double former, double initial) {
    if (step == 0) {
      return former * startFactor;
    }
    if (step > totalIters) {
      return former;
    }
    double change = endFactor - startFactor;
    return former * (1 + change / (totalIters * startFactor + (step - 1) * change));
  }
}
