package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Options of {@link Sgd}, with the names and defaults of {@code torch.optim.SGD}. */
@Name("SGD")
@Description("Stochastic gradient descent, with or without momentum")
public record SgdOptions(
    @Description("Learning rate") @Default("0.001") @Minimum(0) @Example("0.001") double lr,
    @Description("Momentum factor") @Default("0") @Minimum(0) double momentum,
    @Description("Dampening of the momentum") @Default("0") double dampening,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Whether to use Nesterov momentum") @Default("false") boolean nesterov,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {

  @Rule
  static void nesterovNeedsFullMomentum(
      boolean nesterov, double momentum, double dampening, Violations violations) {
    if (nesterov && (momentum == 0 || dampening != 0)) {
      violations.add("nesterov", "needs a momentum and no dampening");
    }
  }

  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Sgd(manager, lr, momentum, dampening, weightDecay, nesterov, maximize);
  }
}
