package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.tensor.Operations;

/**
 * For a logit {@code x} and a label {@code y} of 0 or 1 the loss {@code -y log(sigmoid(x)) - (1 -
 * y) log(1 - sigmoid(x))}, computed as {@code softplus(x) - x y}, which overflows nowhere. With
 * {@code pos_weight} {@code p} the term of label 1 is multiplied by it: {@code softplus(x) - x y +
 * (p - 1) y softplus(-x)}.
 */
@Name("BCEWithLogitsLoss")
@Description("Binary cross entropy: for models with one output (logit), and labels 0 and 1")
record BinaryCrossEntropyWithLogitsLossOptions(
    @Description("Weight of the samples with the label 1") @Default("1.0") @Minimum(0)
        double posWeight,
    @Description("A number that all losses are multiplied with") @Default("1.0") @Minimum(0)
        double weight,
    @Inline Reduction reduction)
    implements LossOptions {

  @Override
  public Loss create(NDManager manager) {
    NDArray scale = manager.create((float) weight);
    NDArray extraWeight = manager.create((float) (posWeight - 1));
    return new NumberLoss(
        "BCEWithLogitsLoss",
        Labels.Range.ZERO_OR_ONE,
        (logits, targets) -> {
          NDArray losses =
              Operations.subtract(
                  Operations.softPlus(logits), Operations.multiply(logits, targets));
          if (posWeight != 1) {
            NDArray ofOnes =
                Operations.multiply(Operations.softPlus(Operations.negate(logits)), targets);
            losses = Operations.add(losses, Operations.multiply(ofOnes, extraWeight));
          }
          return weight == 1 ? losses : Operations.multiply(losses, scale);
        });
  }
}
