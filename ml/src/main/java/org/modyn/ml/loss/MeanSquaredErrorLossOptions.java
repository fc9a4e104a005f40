package org.modyn.ml.loss;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.tensor.Operations;

/** For an output {@code x} and a label {@code y} the loss {@code (x - y)^2}. */
@Name("MSELoss")
@Description("Squared error: for models with one output, a number")
record MeanSquaredErrorLossOptions(@Inline Reduction reduction) implements LossOptions {

  @Override
  public Loss create(NDManager manager) {
    return new NumberLoss(
        "MSELoss",
        Labels.Range.ANY,
        (outputs, targets) -> Operations.square(Operations.subtract(outputs, targets)));
  }
}
