package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * {@code torch.nn.BCELoss}: for a probability {@code x} and a label {@code y} of 0 or 1 the loss
 * {@code -y log(x) - (1 - y) log(1 - x)}, in which a logarithm is at least -100.
 *
 * <p>As in PyTorch the gradient is {@code (x - y) / max(x (1 - x), 1e-12)}, which stays finite at 0
 * and 1, where that of the logarithms does not. To have it, losses are computed as constants to
 * which {@code gradient * (x - constant x)} is added, which is 0.
 */
final class BinaryCrossEntropy {
  private static final double SMALLEST_LOGARITHM = -100;
  private static final double SMALLEST_DENOMINATOR = 1e-12;

  private final NDArray one;
  private final NDArray smallestLogarithm;
  private final NDArray smallestDenominator;

  /**
   * @param manager owns this object's arrays
   */
  BinaryCrossEntropy(NDManager manager) {
    one = manager.create(1.0);
    smallestLogarithm = manager.create(SMALLEST_LOGARITHM);
    smallestDenominator = manager.create(SMALLEST_DENOMINATOR);
  }

  /**
   * The loss of each sample, {@code [batch]} float32.
   *
   * @param probabilities {@code [batch]}, float32
   * @param targets {@code [batch]}, float32, 0 or 1
   * @throws ModynException INVALID_ARGUMENT when an output is not from 0 to 1
   */
  NDArray losses(NDArray probabilities, NDArray targets) {
    NDArray constants = Operations.detach(probabilities);
    checkRange(constants);
    // 1 - x of a small float32 would be 1
    NDArray exact = Operations.convert(constants, TensorDataType.FLOAT64);
    NDArray exactTargets = Operations.convert(targets, TensorDataType.FLOAT64);
    NDArray rest = Operations.add(Operations.negate(exact), one);
    NDArray ofLabel =
        Operations.select(Operations.convert(targets, TensorDataType.BOOL), exact, rest);
    NDArray losses =
        Operations.negate(Operations.maximum(Operations.logarithm(ofLabel), smallestLogarithm));
    NDArray gradient =
        Operations.divide(
            Operations.subtract(exact, exactTargets),
            Operations.maximum(Operations.multiply(exact, rest), smallestDenominator));
    return Operations.add(
        Operations.convert(losses, TensorDataType.FLOAT32),
        Operations.multiply(
            Operations.convert(gradient, TensorDataType.FLOAT32),
            Operations.subtract(probabilities, constants)));
  }

  private static void checkRange(NDArray outputs) {
    float smallest = NativeArrays.scalar(Operations.smallest(outputs));
    float largest = NativeArrays.scalar(Operations.largest(outputs));
    if (smallest < 0 || largest > 1) {
      throw ModynException.invalidArgument(
          "BCELoss needs probabilities, from 0 to 1, but the model's outputs are from %s to %s;"
              + " BCEWithLogitsLoss takes any number",
          smallest, largest);
    }
  }
}
