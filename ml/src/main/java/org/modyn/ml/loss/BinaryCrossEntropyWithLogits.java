package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * {@code torch.nn.BCEWithLogitsLoss}: for a logit {@code x} and a label {@code y} of 0 or 1 the
 * loss {@code -y log(sigmoid(x)) - (1 - y) log(1 - sigmoid(x))}, computed as {@code softplus(x) - x
 * y}, which overflows nowhere. With {@code pos_weight} {@code p} the term of label 1 is multiplied
 * by it: {@code (1 - y) x + (1 + (p - 1) y) softplus(-x)}.
 */
final class BinaryCrossEntropyWithLogits implements Loss {
  private final double positiveWeight;

  private BinaryCrossEntropyWithLogits(double positiveWeight) {
    this.positiveWeight = positiveWeight;
  }

  static Loss create(Settings configuration) {
    List<Double> positiveWeights =
        configuration.isList("pos_weight")
            ? configuration.numbers("pos_weight", List.of(1.0))
            : List.of(configuration.nonNegative("pos_weight", 1));
    if (positiveWeights.size() != 1 || positiveWeights.getFirst() < 0) {
      throw configuration.error(
          "pos_weight", "expected one number that is not negative, but got " + positiveWeights);
    }
    return new BinaryCrossEntropyWithLogits(positiveWeights.getFirst());
  }

  @Override
  public NDArray perSample(NDArray outputs, NDArray labels) {
    if (!outputs.getShape().equals(labels.getShape())) {
      throw ModynException.invalidArgument(
          "BCEWithLogitsLoss needs one output a sample, but the model's outputs are %s for labels"
              + " %s",
          outputs.getShape(), labels.getShape());
    }
    NDArray targets = Operations.convert(labels, TensorDataType.FLOAT32);
    NDArray loss =
        Operations.subtract(Operations.softPlus(outputs), Operations.multiply(outputs, targets));
    if (positiveWeight == 1) {
      return loss;
    }
    NDArray extra = Operations.multiply(targets, Operations.softPlus(Operations.negate(outputs)));
    return Operations.add(loss, extra.mul(positiveWeight - 1));
  }
}
