package org.modyn.ml.optimizer;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * Options of {@link GradScaler}, {@code training.grad_scaler_config}, with the names and defaults
 * of {@code torch.amp.GradScaler}.
 */
@Description("How the loss is scaled in mixed precision")
public record GradScalerOptions(
    @Description("The first scale, above 0") @Default("65536") @Minimum(0) double initScale,
    @Description("Factor by which the scale grows, above 1") @Default("2") double growthFactor,
    @Description("Factor by which the scale shrinks, above 0 and below 1")
        @Default("0.5")
        @Minimum(0)
        double backoffFactor,
    @Description("Steps with finite gradients in a row after which the scale grows")
        @Default("2000")
        @Minimum(1)
        int growthInterval,
    @Description("Whether the loss is scaled") @Default("true") boolean enabled) {

  @Rule
  static void theScaleGrowsAndShrinks(
      double initScale, double growthFactor, double backoffFactor, Violations violations) {
    if (initScale == 0) {
      violations.add("init_scale", "must be above 0");
    }
    if (growthFactor <= 1) {
      violations.add("growth_factor", "must be above 1, but is %s", growthFactor);
    }
    if (backoffFactor == 0 || backoffFactor >= 1) {
      violations.add("backoff_factor", "must be above 0 and below 1, but is %s", backoffFactor);
    }
  }
}
