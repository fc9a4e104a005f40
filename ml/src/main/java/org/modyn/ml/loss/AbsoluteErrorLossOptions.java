package org.modyn.ml.loss;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.tensor.Operations;

/** For an output {@code x} and a label {@code y} the loss {@code |x - y|}. */
@Name("L1Loss")
@Description("Absolute error: for models with one output, a number")
record AbsoluteErrorLossOptions(@Inline Reduction reduction) implements LossOptions {

  @Override
  public Loss create(NDManager manager) {
    return new NumberLoss(
        "L1Loss",
        Labels.Range.ANY,
        (outputs, targets) -> Operations.absolute(Operations.subtract(outputs, targets)));
  }
}
