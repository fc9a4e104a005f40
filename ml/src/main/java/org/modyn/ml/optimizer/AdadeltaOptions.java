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
    @Description("Share of the average squares that a step keeps")
        @Default("0.9")
        @Minimum(0)
        @Maximum(1)
        double rho,
    @Description("Added to the divisor, against divisions by zero") @Default("1e-6") @Minimum(0)
        double eps,
    @Description("How strongly parameters are pulled towards zero") @Default("0") @Minimum(0)
        double weightDecay,
    @Description("Whether to go up the gradient") @Default("false") boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Adadelta(manager, this);
  }
}
