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
    @Description("Decay of the learning rate per step") @Default("0") @Minimum(0) double lrDecay,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Initial value of the sum of the squared gradients") @Default("0") @Minimum(0)
        double initialAccumulatorValue,
    @Description("Term added to the denominator, which avoids divisions by zero")
        @Default("1e-10")
        @Minimum(0)
        double eps,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Adagrad(manager, this);
  }
}
