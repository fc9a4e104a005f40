package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Options of {@link RmsProp}, with the names and defaults of {@code torch.optim.RMSprop}. */
@Name("RMSprop")
@Description("RMSprop (Hinton, 2012; centered: Graves, arXiv:1308.0850)")
public record RmsPropOptions(
    @Description("Learning rate") @Default("0.01") @Minimum(0) @Example("0.01") double lr,
    @Description("Decay rate of the average of the squared gradients") @Default("0.99") @Minimum(0)
        double alpha,
    @Description("Term added to the denominator, which avoids divisions by zero")
        @Default("1e-8")
        @Minimum(0)
        double eps,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Momentum factor") @Default("0") @Minimum(0) double momentum,
    @Description("Whether to normalize the gradient by an estimate of its variance")
        @Default("false")
        boolean centered,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new RmsProp(manager, this);
  }
}
