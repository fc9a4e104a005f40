package org.modyn.ml.schedule;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Minimum;
import org.modyn.ml.optimizer.ParameterGroup;

/**
 * Reduces the learning rate when the training loss stops improving, as {@code
 * torch.optim.lr_scheduler.ReduceLROnPlateau}.
 */
final class Plateau implements LearningRateSchedule {
  /**
   * The stored state.
   *
   * @param best loss so far; empty before the first one
   * @param badSteps consecutive steps without improvement
   * @param cooldown remaining steps that are not evaluated
   */
  private record State(
      Optional<Double> best,
      @Default("0") @Minimum(0) int badSteps,
      @Default("0") @Minimum(0) int cooldown,
      List<Double> learningRates) {}

  private final PlateauOptions options;
  private final List<ParameterGroup> groups;
  private final List<Double> smallestRates;
  private Optional<Double> best = Optional.empty();
  private int badSteps;
  private int cooldown;

  Plateau(PlateauOptions options, List<ParameterGroup> groups) {
    this.options = requireNonNull(options, "options is null");
    this.groups = List.copyOf(groups);
    this.smallestRates = GroupValues.of("min_lr", options.minLr(), groups);
  }

  @Override
  public boolean usesLoss() {
    return true;
  }

  @Override
  public void step(double trainingLoss) {
    if (isBetter(trainingLoss)) {
      best = Optional.of(trainingLoss);
      badSteps = 0;
    } else {
      badSteps++;
    }
    if (cooldown > 0) {
      cooldown--;
      badSteps = 0;
    }
    if (badSteps > options.patience()) {
      reduce();
      cooldown = options.cooldown();
      badSteps = 0;
    }
  }

  private boolean isBetter(double loss) {
    if (best.isEmpty()) {
      return Double.isFinite(loss);
    }
    boolean smaller = options.mode() == PlateauOptions.Mode.MIN;
    double margin = smaller ? -options.threshold() : options.threshold();
    double limit =
        options.thresholdMode() == PlateauOptions.ThresholdMode.REL
            ? best.get() * (1 + margin)
            : best.get() + margin;
    return smaller ? loss < limit : loss > limit;
  }

  private void reduce() {
    for (int index = 0; index < groups.size(); index++) {
      ParameterGroup group = groups.get(index);
      double former = group.learningRate();
      double reduced = Math.max(former * options.factor(), smallestRates.get(index));
      if (former - reduced > options.eps()) {
        group.setLearningRate(reduced);
      }
    }
  }

  @Override
  public String state() {
    return ConfigLoader.toJson(
        new State(
            best, badSteps, cooldown, groups.stream().map(ParameterGroup::learningRate).toList()));
  }

  @Override
  public void restore(String json) {
    State state = ConfigLoader.parseSection(StoredRates.FIELD, json, State.class);
    StoredRates.set(groups, state.learningRates());
    best = state.best();
    badSteps = state.badSteps();
    cooldown = state.cooldown();
  }
}
