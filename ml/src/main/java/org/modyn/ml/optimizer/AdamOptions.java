package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Options of {@link Adam}, with the names and defaults of {@code torch.optim.Adam}. */
@Name("Adam")
@Description("Adam (Kingma and Ba, arXiv:1412.6980)")
public record AdamOptions(
    @Description("Learning rate") @Default("0.001") @Minimum(0) @Example("0.001") double lr,
    @Inline AdamAverages averages,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("Whether weight decay shrinks the parameters directly, as AdamW does")
        @Default("false")
        boolean decoupledWeightDecay,
    @Description("Whether to use the maximum of all averages of squares so far (AMSGrad)")
        @Default("false")
        boolean amsgrad,
    @Description("Whether to maximize the objective instead of minimizing it") @Default("false")
        boolean maximize,
    @Inline ImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Adam(
        manager,
        lr,
        averages,
        new WeightDecay(weightDecay, decoupledWeightDecay),
        amsgrad,
        maximize);
  }
}
