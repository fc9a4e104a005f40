package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Options of {@link Adadelta}, with the names and defaults of {@code torch.optim.Adadelta}. */
@Name("Adadelta")
@Description("Adadelta (Zeiler, arXiv:1212.5701)")
public record AdadeltaOptions(
    @Description("Learning rate") @Default("1") @Minimum(0) @Example("1") double lr,
    @Description("Decay rate of the averages of squares") @Default("0.9") @Minimum(0) @Maximum(1)
        double rho,
    @Description("Term added to the denominator, which avoids divisions by zero")
        @Default("1e-6")
        @Minimum(0)
        double eps,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Adadelta(manager, this);
  }
}
