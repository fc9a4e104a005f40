package org.modyn.ml.schedule;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.ParameterGroup;

/** Options of {@link OneCycle}, with the names and defaults of torch's {@code OneCycleLR}. */
@Name("OneCycleLR")
@Description(
    "Increases the learning rate to max_lr, then decreases it far below its initial value, in one"
        + " cycle")
public record OneCycleLrOptions(
    @Description("Largest learning rate, or one for each parameter group")
        @NonEmpty
        @OneOrMany
        @Example("0.1")
        List<Double> maxLr,
    @Description("Steps of the cycle; or else give epochs and steps_per_epoch")
        @Minimum(1)
        @Example("MODYN_NUM_EPOCHS")
        Optional<Integer> totalSteps,
    @Description("Epochs of the cycle, with steps_per_epoch") @Minimum(1) Optional<Integer> epochs,
    @Description("Steps of an epoch, with epochs") @Minimum(1) Optional<Integer> stepsPerEpoch,
    @Description("Fraction of the cycle in which the learning rate increases")
        @Default("0.3")
        @Minimum(0)
        @Maximum(1)
        double pctStart,
    @Description("Shape of the increase and the decrease") @Default("cos") Shape annealStrategy,
    @Description("Whether the momentum decreases while the learning rate increases")
        @Default("true")
        boolean cycleMomentum,
    @Description("Smallest momentum, or one for each parameter group")
        @Default("0.85")
        @NonEmpty
        @OneOrMany
        List<Double> baseMomentum,
    @Description("Largest momentum, or one for each parameter group")
        @Default("0.95")
        @NonEmpty
        @OneOrMany
        List<Double> maxMomentum,
    @Description("max_lr divided by the first learning rate, above 0") @Default("25") @Minimum(0)
        double divFactor,
    @Description("The first learning rate divided by the last one, above 0")
        @Default("1e4")
        @Minimum(0)
        double finalDivFactor,
    @Description(
            "Whether to decrease to the initial learning rate as fast as it increased, and to the"
                + " final one in a third phase")
        @Default("false")
        boolean threePhase,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  /** How one value becomes another. */
  public enum Shape {
    COS,
    LINEAR
  }

  public OneCycleLrOptions {
    maxLr = List.copyOf(maxLr);
    baseMomentum = List.copyOf(baseMomentum);
    maxMomentum = List.copyOf(maxMomentum);
  }

  @Rule
  static void theLengthIsGiven(
      Optional<Integer> totalSteps,
      Optional<Integer> epochs,
      Optional<Integer> stepsPerEpoch,
      Violations violations) {
    if (totalSteps.isEmpty() && (epochs.isEmpty() || stepsPerEpoch.isEmpty())) {
      violations.add("total_steps", "is required unless there are epochs and steps_per_epoch");
    }
  }

  @Rule
  static void noFactorIsZero(double divFactor, double finalDivFactor, Violations violations) {
    if (divFactor == 0) {
      violations.add("div_factor", "must be above 0");
    }
    if (finalDivFactor == 0) {
      violations.add("final_div_factor", "must be above 0");
    }
  }

  @Rule
  static void theRiseHasALength(
      double pctStart,
      Optional<Integer> totalSteps,
      Optional<Integer> epochs,
      Optional<Integer> stepsPerEpoch,
      Violations violations) {
    if (pctStart * totalSteps(totalSteps, epochs, stepsPerEpoch) == 1) {
      violations.add("pct_start", "must not be exactly one step of the cycle");
    }
  }

  private static long totalSteps(
      Optional<Integer> totalSteps, Optional<Integer> epochs, Optional<Integer> stepsPerEpoch) {
    return totalSteps
        .map(Integer::longValue)
        .orElseGet(() -> (long) epochs.orElse(0) * stepsPerEpoch.orElse(0));
  }

  /** Steps of the cycle. */
  long cycleSteps() {
    return totalSteps(totalSteps, epochs, stepsPerEpoch);
  }

  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    List<ParameterGroup> groups = RateSchedule.groups(optimizers);
    if (cycleMomentum) {
      GroupValues.checkMomentum(groups);
    }
    OneCycle cycle = new OneCycle(this, groups);
    return RateSchedule.of(
        groups, cycle::rate, cycleMomentum ? Optional.of(cycle::momentum) : Optional.empty());
  }
}
