package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.OptionalDouble;

/** Parameters that an optimizer changes with the same options. */
public final class ParameterGroup {
  private final UpdateRule rule;
  private final List<ParameterState> parameters;

  ParameterGroup(UpdateRule rule, List<ParameterState> parameters) {
    this.rule = requireNonNull(rule, "rule is null");
    this.parameters = List.copyOf(parameters);
  }

  public List<NDArray> parameters() {
    return parameters.stream().map(ParameterState::parameter).toList();
  }

  public double learningRate() {
    return rule.learningRate();
  }

  /** Sets the learning rate of the steps that follow. */
  public void setLearningRate(double learningRate) {
    rule.setLearningRate(learningRate);
  }

  /**
   * The momentum for schedules: that of SGD and RMSprop, or the first of Adam's {@code betas};
   * empty if the algorithm has neither.
   */
  public OptionalDouble momentum() {
    return rule.momentum();
  }

  /**
   * Sets the momentum of the following steps.
   *
   * @throws UnsupportedOperationException when there is none
   */
  public void setMomentum(double momentum) {
    rule.setMomentum(momentum);
  }

  /**
   * Whether the next step, if the gradient of a parameter is sparse, changes only the rows of that
   * gradient.
   */
  public boolean changesOnlyRowsOfGradients() {
    return rule.takesSparseGradients();
  }

  UpdateRule rule() {
    return rule;
  }

  List<ParameterState> states() {
    return parameters;
  }
}
