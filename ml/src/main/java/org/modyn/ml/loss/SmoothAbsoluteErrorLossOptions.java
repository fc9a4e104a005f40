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
 * For the absolute error {@code e} the loss {@code e^2 / (2 beta)} up to {@code beta}, and from
 * there on {@code e - beta / 2} (Girshick, "Fast R-CNN", 2015, section 2.3): that of {@link
 * HuberLossOptions}, divided by {@code beta}. With {@code beta} 0 it is the absolute error.
 */
@Name("SmoothL1Loss")
@Description("Absolute error that is smooth around 0: for models with one output, a number")
record SmoothAbsoluteErrorLossOptions(
    @Description("Error up to which the loss is a square; 0: the absolute error")
        @Default("1.0")
        @Minimum(0)
        double beta,
    @Inline Reduction reduction)
    implements LossOptions {

  @Override
  public Loss create(NDManager manager) {
    NDArray end = manager.create((float) beta);
    NDArray half = manager.create(0.5f);
    return new NumberLoss(
        "SmoothL1Loss",
        Labels.Range.ANY,
        (outputs, targets) ->
            beta == 0
                ? Operations.absolute(Operations.subtract(outputs, targets))
                : Operations.divide(HuberLossOptions.loss(outputs, targets, end, half), end));
  }
}
