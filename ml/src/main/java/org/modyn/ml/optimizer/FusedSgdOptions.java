package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Options of {@link Sgd}, with the names and defaults of {@code apex.optimizers.FusedSGD}. */
@Name("FusedSGD")
@Description("APEX's stochastic gradient descent; runs as SGD")
public record FusedSgdOptions(
    @Description("Learning rate") @Minimum(0) @Example("0.01") double lr,
    @Description("Momentum factor") @Default("0") @Minimum(0) double momentum,
    @Description("Dampening of the momentum") @Default("0") double dampening,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Whether to use Nesterov momentum") @Default("false") boolean nesterov,
    @Description("Weight decay is always applied before momentum") @Constant("false")
        boolean wdAfterMomentum,
    @Inline ApexImplementationOptions implementation)
    implements OptimizerOptions {

  @Rule
  static void nesterovNeedsFullMomentum(
      boolean nesterov, double momentum, double dampening, Violations violations) {
    SgdOptions.nesterovNeedsFullMomentum(nesterov, momentum, dampening, violations);
  }

  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Sgd(manager, lr, momentum, dampening, weightDecay, nesterov, false);
  }

  @Override
  public Optional<String> runsAs() {
    return Optional.of("SGD");
  }
}
