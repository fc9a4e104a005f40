package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Options of {@link Adagrad}, with the names and defaults of {@code torch.optim.Adagrad}. */
@Name("Adagrad")
@Description("Adagrad (Duchi, Hazan and Singer, 2011)")
public record AdagradOptions(
    @Description("Learning rate") @Default("0.01") @Minimum(0) @Example("0.01") double lr,
    @Description("How fast the learning rate falls with the steps") @Default("0") @Minimum(0)
        double lrDecay,
    @Description("How strongly parameters are pulled towards zero") @Default("0") @Minimum(0)
        double weightDecay,
    @Description("What the sum of squared gradients begins with") @Default("0") @Minimum(0)
        double initialAccumulatorValue,
    @Description("Added to the divisor, against divisions by zero") @Default("1e-10") @Minimum(0)
        double eps,
    @Description("Whether to go up the gradient") @Default("false") boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Adagrad(manager, this);
  }
}
