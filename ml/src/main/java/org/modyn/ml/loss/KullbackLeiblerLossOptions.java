package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.tensor.Operations;

/**
 * For an output {@code x}, the logarithm of a probability, and a label {@code y} the loss {@code y
 * (log(y) - x)}, or {@code e^y (y - x)} when the label is a logarithm, too. As a sample has one
 * label, its sum over a batch divided by the number of samples (PyTorch's {@code batchmean}) is the
 * mean.
 */
@Name("KLDivLoss")
@Description(
    "Kullback-Leibler divergence: for models with one output, the logarithm of a probability")
record KullbackLeiblerLossOptions(
    @Description("Whether labels are logarithms") @Default("false") boolean logTarget,
    @Inline Reduction reduction)
    implements LossOptions {

  private static NDArray ofLabels(NDArray outputs, NDArray targets) {
    return Operations.subtract(
        Operations.multiplyByLogarithm(targets, targets), Operations.multiply(outputs, targets));
  }

  private static NDArray ofLogarithms(NDArray outputs, NDArray targets) {
    return Operations.multiply(
        Operations.exponential(targets), Operations.subtract(targets, outputs));
  }

  @Override
  public Loss create(NDManager manager) {
    return new NumberLoss(
        "KLDivLoss",
        logTarget ? Labels.Range.ANY : Labels.Range.NON_NEGATIVE,
        logTarget
            ? KullbackLeiblerLossOptions::ofLogarithms
            : KullbackLeiblerLossOptions::ofLabels);
  }
}
