package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import org.modyn.ml.tensor.Operations;

/**
 * {@code torch.nn.Dropout} (Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks
 * from Overfitting", JMLR 15, 2014): in training each element is 0 with a probability, and the
 * others grow so that the mean stays; in evaluation nothing happens.
 */
public final class Dropout extends Layer {
  private final double probability;

  /**
   * @param probability from 0 to below 1
   */
  public Dropout(ModelContext context, double probability) {
    super(context);
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("the probability is " + probability);
    }
    this.probability = probability;
  }

  @Override
  public NDArray forward(NDArray input) {
    if (!isTraining() || probability == 0) {
      return input;
    }
    NDArray mask =
        context()
            .masks()
            .draw(input.getManager(), context().device(), input.getShape(), probability);
    return Operations.multiply(input, mask);
  }
}
