package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/**
 * Options of {@link Adagrad}, with the names and defaults of {@code apex.optimizers.FusedAdagrad}.
 */
@Name("FusedAdagrad")
@Description("APEX's Adagrad; runs as Adagrad")
public record FusedAdagradOptions(
    @Description("Learning rate") @Default("0.01") @Minimum(0) @Example("0.01") double lr,
    @Description("Term added to the denominator, which avoids divisions by zero")
        @Default("1e-10")
        @Minimum(0)
        double eps,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Whether weight decay shrinks the parameters directly, as AdamW does")
        @Default("false")
        boolean adagradWMode,
    @Inline ApexImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Adagrad(manager, lr, 0, new WeightDecay(weightDecay, adagradWMode), 0, eps, false);
  }

  @Override
  public Optional<String> runsAs() {
    return Optional.of("Adagrad");
  }
}
