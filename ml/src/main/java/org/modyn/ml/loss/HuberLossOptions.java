package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.tensor.Operations;

/**
 * For the absolute error {@code e} the loss {@code e^2 / 2} up to {@code delta}, and from there on
 * the line {@code delta (e - delta / 2)} (Huber, "Robust Estimation of a Location Parameter",
 * 1964).
 */
@Name("HuberLoss")
@Description(
    "Squared error that grows as a line from delta on: for models with one output, a number")
record HuberLossOptions(
    @Description("Error from which on the loss is a line; greater than 0") @Default("1.0")
        double delta,
    @Inline Reduction reduction)
    implements LossOptions {

  @Rule
  static void deltaIsPositive(double delta, Violations violations) {
    if (!(delta > 0)) {
      violations.add("delta", "must be greater than 0, but is %s", delta);
    }
  }

  /** With {@code m} the smaller one of {@code e} and {@code delta}: {@code m (e - m / 2)}. */
  static NDArray loss(NDArray outputs, NDArray targets, NDArray delta, NDArray half) {
    NDArray error = Operations.absolute(Operations.subtract(outputs, targets));
    NDArray squared = Operations.minimum(error, delta);
    return Operations.multiply(
        squared, Operations.subtract(error, Operations.multiply(squared, half)));
  }

  @Override
  public Loss create(NDManager manager) {
    NDArray end = manager.create((float) delta);
    NDArray half = manager.create(0.5f);
    return new NumberLoss(
        "HuberLoss", Labels.Range.ANY, (outputs, targets) -> loss(outputs, targets, end, half));
  }
}
