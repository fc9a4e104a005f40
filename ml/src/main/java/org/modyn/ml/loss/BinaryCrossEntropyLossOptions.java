package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.tensor.Operations;

/** See {@link BinaryCrossEntropy}. */
@Name("BCELoss")
@Description("Binary cross entropy: for models with one output, a probability, and labels 0 and 1")
record BinaryCrossEntropyLossOptions(
    @Description("Factor of all losses") @Default("1.0") @Minimum(0) double weight,
    @Inline Reduction reduction)
    implements LossOptions {

  @Override
  public Loss create(NDManager manager) {
    NDArray scale = manager.create((float) weight);
    BinaryCrossEntropy formula = new BinaryCrossEntropy(manager);
    return new NumberLoss(
        "BCELoss",
        Labels.Range.ZERO_OR_ONE,
        (probabilities, targets) -> {
          NDArray losses = formula.losses(probabilities, targets);
          return weight == 1 ? losses : Operations.multiply(losses, scale);
        });
  }
}
