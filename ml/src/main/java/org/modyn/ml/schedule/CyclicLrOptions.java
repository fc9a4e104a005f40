package org.modyn.ml.schedule;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.ParameterGroup;

/**
 * The options and the formula of {@code torch.optim.lr_scheduler.CyclicLR} (Smith, "Cyclical
 * Learning Rates for Training Neural Networks", arXiv:1506.01186). User-defined functions for the
 * height of the cycles ({@code scale_fn}) are not supported.
 */
@Name("CyclicLR")
@Description("Cycles the learning rate between base_lr and max_lr")
public record CyclicLrOptions(
    @Description("Smallest learning rate, or one for each parameter group")
        @NonEmpty
        @OneOrMany
        @Example("0.001")
        List<Double> baseLr,
    @Description("Largest learning rate, or one for each parameter group")
        @NonEmpty
        @OneOrMany
        @Example("0.1")
        List<Double> maxLr,
    @Description("Steps in which the learning rate increases") @Default("2000") @Minimum(1)
        int stepSizeUp,
    @Description("Steps in which the learning rate decreases; default: step_size_up") @Minimum(0)
        Optional<Integer> stepSizeDown,
    @Description(
            "Amplitude of the cycles: constant, halved in each cycle, or multiplied by gamma in"
                + " each step")
        @Default("triangular")
        Mode mode,
    @Description("Factor of a step, with mode exp_range") @Default("1") double gamma,
    @Description("Has no effect here; mode decides") Optional<ScaleMode> scaleMode,
    @Description("Whether the momentum decreases while the learning rate increases")
        @Default("true")
        boolean cycleMomentum,
    @Description("Smallest momentum, or one for each parameter group")
        @Default("0.8")
        @NonEmpty
        @OneOrMany
        List<Double> baseMomentum,
    @Description("Largest momentum, or one for each parameter group")
        @Default("0.9")
        @NonEmpty
        @OneOrMany
        List<Double> maxMomentum,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  /** How the height of the cycles changes. */
  public enum Mode {
    TRIANGULAR,
    TRIANGULAR2,
    EXP_RANGE
  }

  /** The argument of a user-defined function. */
  public enum ScaleMode {
    CYCLE,
    ITERATIONS
  }

  public CyclicLrOptions {
    baseLr = List.copyOf(baseLr);
    maxLr = List.copyOf(maxLr);
    baseMomentum = List.copyOf(baseMomentum);
    maxMomentum = List.copyOf(maxMomentum);
  }

  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    List<ParameterGroup> groups = RateSchedule.groups(optimizers);
    List<Double> smallest = GroupValues.of("base_lr", baseLr, groups);
    List<Double> largest = GroupValues.of("max_lr", maxLr, groups);
    RateFunction rates =
        (step, group, former, initial) ->
            smallest.get(group) + height(step, smallest.get(group), largest.get(group));
    return RateSchedule.of(
        groups, rates, cycleMomentum ? Optional.of(momenta(groups)) : Optional.empty());
  }

  private MomentumFunction momenta(List<ParameterGroup> groups) {
    GroupValues.checkMomentum(groups);
    List<Double> smallest = GroupValues.of("base_momentum", baseMomentum, groups);
    List<Double> largest = GroupValues.of("max_momentum", maxMomentum, groups);
    return (step, group) ->
        largest.get(group) - height(step, smallest.get(group), largest.get(group));
  }

  /** The height of a step above the bottom of a cycle between two values. */
  private double height(long step, double bottom, double top) {
    double period = (double) stepSizeUp + stepSizeDown.orElse(stepSizeUp);
    double riseShare = stepSizeUp / period;
    double cycle = Math.floor(1 + step / period);
    double progress = 1 + step / period - cycle;
    double share = progress <= riseShare ? progress / riseShare : (progress - 1) / (riseShare - 1);
    return (top - bottom) * share * scale(step, cycle);
  }

  private double scale(long step, double cycle) {
    return switch (mode) {
      case TRIANGULAR -> 1;
      case TRIANGULAR2 -> 1 / Math.pow(2, cycle - 1);
      case EXP_RANGE -> Math.pow(gamma, step);
    };
  }
}
