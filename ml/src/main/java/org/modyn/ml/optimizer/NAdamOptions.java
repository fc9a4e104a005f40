package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Options of {@link NAdam}, with the names and defaults of {@code torch.optim.NAdam}. */
@Name("NAdam")
@Description("Adam with momentum of Nesterov (Dozat, 2016)")
public record NAdamOptions(
    @Description("Learning rate") @Default("0.002") @Minimum(0) @Example("0.002") double lr,
    @Inline AdamAverages averages,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Decay of the momentum schedule") @Default("0.004") @Minimum(0)
        double momentumDecay,
    @Description("Whether weight decay shrinks the parameters directly, as AdamW does")
        @Default("false")
        boolean decoupledWeightDecay,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new NAdam(manager, this);
  }
}
