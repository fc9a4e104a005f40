package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.ModynException;
import org.modyn.ml.optimizer.Optimizer;

/**
 * The options and the formula of the original's {@code DLRMScheduler}: the learning rates of
 * several optimizers rise linearly, stay, and fall as a power of the steps that are left. The first
 * step of training has the optimizers' own rates.
 */
@Name("DLRMScheduler")
@Description("Warmup, constant rates, and polynomial decay, as NVIDIA trains DLRM")
public record DlrmSchedulerOptions(
    @Description("Maximum learning rates: a list for each optimizer, with one for each group")
        @NonEmpty
        @Example("[[0.1]]")
        List<List<Double>> baseLrs,
    @Description("Steps in which the learning rates increase") @Minimum(0) @Example("10")
        int warmupSteps,
    @Description("The initial learning rates are the maximum times 1 - 1 / 2^warmup_factor")
        @Example("2")
        double warmupFactor,
    @Description("Step from which the learning rates decrease; at least warmup_steps")
        @Minimum(0)
        @Example("20")
        int decayStartStep,
    @Description("Steps in which the learning rates decrease") @Minimum(0) @Example("10")
        int decaySteps,
    @Description("Exponent of the fraction of the remaining steps") @Example("2") double decayPower,
    @Description("Minimum learning rates as a fraction of the maximum") @Example("0.01")
        double endLrFactor)
    implements ScheduleOptions {
  public DlrmSchedulerOptions {
    baseLrs = baseLrs.stream().map(List::copyOf).toList();
  }

  @Rule
  static void theRiseEndsBeforeTheFall(int warmupSteps, int decayStartStep, Violations violations) {
    if (decayStartStep < warmupSteps) {
      violations.add(
          "decay_start_step",
          "must be at least warmup_steps (%d), but is %d",
          warmupSteps,
          decayStartStep);
    }
  }

  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    checkRates(optimizers);
    List<Double> rates = baseLrs.stream().flatMap(List::stream).toList();
    return RateSchedule.of(
        optimizers,
        (step, group, former, initial) -> step == 0 ? former : rates.get(group) * factor(step));
  }

  private void checkRates(List<Optimizer> optimizers) {
    if (baseLrs.size() != optimizers.size()) {
      throw ModynException.invalidArgument(
          "%s.base_lrs: has lists for %d optimizers, but there are %d",
          Schedules.OPTIONS_FIELD, baseLrs.size(), optimizers.size());
    }
    for (int index = 0; index < baseLrs.size(); index++) {
      int groups = optimizers.get(index).groups().size();
      if (baseLrs.get(index).size() != groups) {
        throw ModynException.invalidArgument(
            "%s.base_lrs[%d]: has %d learning rates, but the optimizer \"%s\" has %d parameter"
                + " groups",
            Schedules.OPTIONS_FIELD,
            index,
            baseLrs.get(index).size(),
            optimizers.get(index).name(),
            groups);
      }
    }
  }

  private double factor(long step) {
    long decayEnd = (long) decayStartStep + decaySteps;
    if (step <= warmupSteps) {
      return 1 - (warmupSteps - step) * (1 / (warmupSteps * Math.pow(2, warmupFactor)));
    }
    if (step <= decayStartStep) {
      return 1;
    }
    if (step > decayEnd) {
      return endLrFactor;
    }
    return Math.max(Math.pow((double) (decayEnd - step) / decaySteps, decayPower), endLrFactor);
  }
}
