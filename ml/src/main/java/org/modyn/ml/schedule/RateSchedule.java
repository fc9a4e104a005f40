package org.modyn.ml.schedule;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.ParameterGroup;

/** A schedule that is a formula. */
final class RateSchedule implements LearningRateSchedule {
  /** The stored state. */
  private record State(long steps, List<Double> learningRates) {}

  private final List<ParameterGroup> groups;
  private final double[] initialRates;
  private final RateFunction rates;
  private final Optional<MomentumFunction> momenta;
  private long steps;

  private RateSchedule(
      List<ParameterGroup> groups, RateFunction rates, Optional<MomentumFunction> momenta) {
    this.groups = List.copyOf(groups);
    this.initialRates = groups.stream().mapToDouble(ParameterGroup::learningRate).toArray();
    this.rates = rates;
    this.momenta = momenta;
    setRates();
  }

  /** A schedule of learning rates only. */
  static RateSchedule of(List<Optimizer> optimizers, RateFunction rates) {
    return new RateSchedule(groups(optimizers), rates, Optional.empty());
  }

  /**
   * A schedule of learning rates and, when {@code momenta} is not empty, of the momentum.
   *
   * @param groups with a momentum, when it is changed
   */
  static RateSchedule of(
      List<ParameterGroup> groups, RateFunction rates, Optional<MomentumFunction> momenta) {
    return new RateSchedule(groups, rates, momenta);
  }

  /** The groups of all optimizers, one after the other. */
  static List<ParameterGroup> groups(List<Optimizer> optimizers) {
    return optimizers.stream().flatMap(optimizer -> optimizer.groups().stream()).toList();
  }

  @Override
  public void step(double trainingLoss) {
    steps++;
    setRates();
  }

  private void setRates() {
    for (int index = 0; index < groups.size(); index++) {
      ParameterGroup group = groups.get(index);
      group.setLearningRate(rates.rate(steps, index, group.learningRate(), initialRates[index]));
    }
    setMomenta();
  }

  private void setMomenta() {
    for (int index = 0; momenta.isPresent() && index < groups.size(); index++) {
      groups.get(index).setMomentum(momenta.get().momentum(steps, index));
    }
  }

  @Override
  public String state() {
    return ConfigLoader.toJson(
        new State(steps, groups.stream().map(ParameterGroup::learningRate).toList()));
  }

  @Override
  public void restore(String json) {
    State state = ConfigLoader.parseSection(StoredRates.FIELD, json, State.class);
    StoredRates.set(groups, state.learningRates());
    steps = state.steps();
    setMomenta();
  }
}
