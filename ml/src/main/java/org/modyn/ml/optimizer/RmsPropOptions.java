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
    @Description("Share of the average squared gradient that a step keeps")
        @Default("0.99")
        @Minimum(0)
        double alpha,
    @Description("Added to the divisor, against divisions by zero") @Default("1e-8") @Minimum(0)
        double eps,
    @Description("How strongly parameters are pulled towards zero") @Default("0") @Minimum(0)
        double weightDecay,
    @Description("Share of the last step that a step repeats") @Default("0") @Minimum(0)
        double momentum,
    @Description("Whether to divide by the deviation from the average gradient") @Default("false")
        boolean centered,
    @Description("Whether to go up the gradient") @Default("false") boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new RmsProp(manager, this);
  }
}
