package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Options of {@link RAdam}, with the names and defaults of {@code torch.optim.RAdam}. */
@Name("RAdam")
@Description("Adam with a rectified learning rate (Liu et al., arXiv:1908.03265)")
public record RAdamOptions(
    @Description("Learning rate") @Default("0.001") @Minimum(0) @Example("0.001") double lr,
    @Inline AdamAverages averages,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Whether weight decay shrinks the parameters directly, as AdamW does")
        @Default("false")
        boolean decoupledWeightDecay,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new RAdam(manager, this);
  }
}
