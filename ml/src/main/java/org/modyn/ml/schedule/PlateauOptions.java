package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.optimizer.Optimizer;

/** Options of {@link Plateau}, with the names and defaults of torch's {@code ReduceLROnPlateau}. */
@Name("ReduceLROnPlateau")
@Description("Multiplies the learning rate by factor when the training loss stops improving")
public record PlateauOptions(
    @Description("Whether a smaller (min) or a larger (max) loss is better") @Default("min")
        Mode mode,
    @Description("Factor of a change, below 1") @Default("0.1") @Minimum(0) double factor,
    @Description("Number of steps without an improvement after which the learning rate changes")
        @Default("10")
        @Minimum(0)
        int patience,
    @Description("Minimum improvement of the loss") @Default("1e-4") double threshold,
    @Description("Whether threshold is relative to the best loss (rel), or a difference (abs)")
        @Default("rel")
        ThresholdMode thresholdMode,
    @Description("Number of steps after a change that are ignored") @Default("0") @Minimum(0)
        int cooldown,
    @Description("Smallest learning rate, or one for each parameter group")
        @Default("0")
        @NonEmpty
        @OneOrMany
        List<Double> minLr,
    @Description("Minimum change; smaller ones are not made") @Default("1e-8") double eps)
    implements ScheduleOptions {
  /** Which loss is better. */
  public enum Mode {
    MIN,
    MAX
  }

  /** The meaning of a threshold. */
  public enum ThresholdMode {
    REL,
    ABS
  }

  public PlateauOptions {
    minLr = List.copyOf(minLr);
  }

  @Rule
  static void changesMakeTheRateSmaller(double factor, Violations violations) {
    if (factor >= 1) {
      violations.add("factor", "must be below 1, but is %s", factor);
    }
  }

  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    return new Plateau(this, RateSchedule.groups(optimizers));
  }
}
