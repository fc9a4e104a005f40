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

/** The options and the formula of {@code torch.optim.lr_scheduler.ConstantLR}. */
@Name("ConstantLR")
@Description("Multiplies the learning rate by factor for the first total_iters steps")
public record ConstantLrOptions(
    @Description("Factor of the first steps, above 0")
        @Default("0.3333333333333333")
        @Minimum(0)
        @Maximum(1)
        double factor,
    @Description("Steps with the factor") @Default("5") @Minimum(0) int totalIters,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {

  @Rule
  static void theFactorCanBeUndone(double factor, Violations violations) {
    if (factor == 0) {
      violations.add("factor", "must be above 0");
    }
  }

  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return RateSchedule.of(optimizers, this::rate);
  }

  private double rate(long step, int group, double former, double initial) {
    if (step == 0) {
      return former * factor;
    }
    return step == totalIters ? former * (1 / factor) : former;
  }
}
