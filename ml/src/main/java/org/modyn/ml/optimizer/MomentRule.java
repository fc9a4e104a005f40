package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.OptionalDouble;

/**
 * An algorithm of Adam's family: it keeps moving averages of the gradients and of their squares.
 * Schedules use the decay of the first one as the momentum.
 */
abstract class MomentRule extends UpdateRule {
  private final MovingAverage gradients;
  private final MovingAverage squares;

  MomentRule(
      NDManager manager,
      double learningRate,
      AdamAverages averages,
      WeightDecay weightDecay,
      boolean maximizes) {
    super(manager, learningRate, weightDecay, maximizes);
    this.gradients = new MovingAverage(manager, averages.betas().first());
    this.squares = new MovingAverage(manager, averages.betas().second());
  }

  /** How averages of gradients are kept. */
  final MovingAverage gradients() {
    return gradients;
  }

  /** How averages of squared gradients are kept. */
  final MovingAverage squares() {
    return squares;
  }

  @Override
  protected final OptionalDouble momentum() {
    return OptionalDouble.of(gradients.decay());
  }

  @Override
  protected final void setMomentum(double momentum) {
    gradients.setDecay(momentum);
  }
}
