package org.modyn.common.config.pipeline.training;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Clipping of gradients; an extension of the original's pipeline files. */
@Description("Clipping of gradients before the optimizers' steps")
public record GradientClippingConfig(
    @Description("Maximum 2-norm of all gradients together, above 0; larger gradients are scaled")
        @Minimum(0)
        @Example("1.0")
        Optional<Double> norm,
    @Description("Maximum absolute value of each element of the gradients, above 0") @Minimum(0)
        Optional<Double> value) {

  @Rule
  static void oneOfBothIsGiven(
      Optional<Double> norm, Optional<Double> value, Violations violations) {
    if (norm.isPresent() && value.isPresent()) {
      violations.add("value", "must not be specified together with norm");
    }
    if (norm.isEmpty() && value.isEmpty()) {
      violations.add("norm", "is required unless value is specified");
    }
  }

  @Rule
  static void limitsLeaveSomething(
      Optional<Double> norm, Optional<Double> value, Violations violations) {
    if (norm.filter(limit -> limit == 0).isPresent()) {
      violations.add("norm", "must be above 0");
    }
    if (value.filter(limit -> limit == 0).isPresent()) {
      violations.add("value", "must be above 0");
    }
  }
}
