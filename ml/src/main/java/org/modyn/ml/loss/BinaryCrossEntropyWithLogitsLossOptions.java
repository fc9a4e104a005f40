package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.tensor.LayerOperations;
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
    @Description("Weight of the samples with the label 1; one number, also as a list")
        @Default("1.0")
        @OneOrMany
        List<Double> posWeight,
    @Description("Factor of all losses") @Default("1.0") @Minimum(0) double weight,
    @Inline Reduction reduction)
    implements LossOptions {

  BinaryCrossEntropyWithLogitsLossOptions {
    posWeight = List.copyOf(posWeight);
  }

  /**
   * PyTorch accepts a tensor with one number per output of a sample; here a sample has one output.
   */
  @Rule
  static void theOnlyOutputHasOneWeight(List<Double> posWeight, Violations violations) {
    if (posWeight.size() != 1 || !(posWeight.getFirst() >= 0)) {
      violations.add("pos_weight", "must be one number of at least 0, but is %s", posWeight);
    }
  }

  @Override
  public Loss create(NDManager manager) {
    boolean weighted = posWeight.getFirst() != 1;
    NDArray scale = manager.create((float) weight);
    NDArray extraWeight = manager.create((float) (posWeight.getFirst() - 1));
    return new NumberLoss(
        "BCEWithLogitsLoss",
        Labels.Range.ZERO_OR_ONE,
        (logits, targets) -> {
          NDArray losses =
              Operations.subtract(
                  LayerOperations.softPlus(logits), Operations.multiply(logits, targets));
          if (weighted) {
            NDArray ofOnes =
                Operations.multiply(LayerOperations.softPlus(Operations.negate(logits)), targets);
            losses = Operations.add(losses, Operations.multiply(ofOnes, extraWeight));
          }
          return weight == 1 ? losses : Operations.multiply(losses, scale);
        });
  }
}
