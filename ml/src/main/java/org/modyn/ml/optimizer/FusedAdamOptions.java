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

/**
 * Options of {@link Adam}, with the names and defaults of {@code apex.optimizers.FusedAdam}, which
 * decouples weight decay by default.
 */
@Name("FusedAdam")
@Description("APEX's Adam and AdamW; runs as Adam")
public record FusedAdamOptions(
    @Description("Learning rate") @Default("0.001") @Minimum(0) @Example("0.001") double lr,
    @Description("Averages are always corrected for their initial value, zero") @Constant("true")
        boolean biasCorrection,
    @Inline AdamAverages averages,
    @Description("Whether weight decay shrinks the parameters directly, as AdamW does")
        @Default("true")
        boolean adamWMode,
    @Description("Weight decay (L2 penalty)") @Default("0") @Minimum(0) double weightDecay,
    @Description("APEX does not support AMSGrad") @Constant("false") boolean amsgrad,
    @Inline ApexImplementationOptions implementation)
    implements OptimizerOptions {
  @Override
  public UpdateRule createRule(NDManager manager) {
    return new Adam(manager, lr, averages, new WeightDecay(weightDecay, adamWMode), false, false);
  }

  @Override
  public Optional<String> runsAs() {
    return Optional.of("Adam");
  }
}
