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
 * For an output {@code x} and a label {@code y}, a count, the negative log likelihood of a Poisson
 * distribution without its constant term: {@code e^x - y x} when {@code x} is the logarithm of the
 * mean, and {@code x - y log(x + eps)} when it is the mean itself. With {@code full} Stirling's
 * approximation of the constant term is added for labels above 1: {@code y log(y) - y + log(2 pi y)
 * / 2}.
 */
@Name("PoissonNLLLoss")
@Description(
    "Poisson negative log likelihood: for models with one output, and labels that are counts")
record PoissonLossOptions(
    @Description("Whether outputs are logarithms of the mean") @Default("true") boolean logInput,
    @Description("Whether to add Stirling's approximation of the constant term") @Default("false")
        boolean full,
    @Description("Term that avoids the logarithm of 0; only used when log_input is false")
        @Default("1e-8")
        @Minimum(0)
        double eps,
    @Inline Reduction reduction)
    implements LossOptions {

  private static NDArray ofLogarithms(NDArray outputs, NDArray targets) {
    return Operations.subtract(
        Operations.exponential(outputs), Operations.multiply(outputs, targets));
  }

  private static NDArray ofMeans(NDArray outputs, NDArray targets, NDArray offset) {
    NDArray logarithms = Operations.logarithm(Operations.add(outputs, offset));
    return Operations.subtract(outputs, Operations.multiply(logarithms, targets));
  }

  @Override
  public Loss create(NDManager manager) {
    NDArray offset = manager.create((float) eps);
    NDArray twicePi = manager.create((float) (2 * Math.PI));
    NDArray half = manager.create(0.5f);
    NDArray one = manager.create(1f);
    NDArray zero = manager.create(0f);
    return new NumberLoss(
        "PoissonNLLLoss",
        Labels.Range.NON_NEGATIVE,
        (outputs, targets) -> {
          NDArray losses =
              logInput ? ofLogarithms(outputs, targets) : ofMeans(outputs, targets, offset);
          if (!full) {
            return losses;
          }
          NDArray root = Operations.logarithm(Operations.multiply(targets, twicePi));
          NDArray constants =
              Operations.add(
                  Operations.subtract(Operations.multiplyByLogarithm(targets, targets), targets),
                  Operations.multiply(root, half));
          return Operations.add(
              losses, Operations.select(Operations.isGreater(targets, one), constants, zero));
        });
  }
}
