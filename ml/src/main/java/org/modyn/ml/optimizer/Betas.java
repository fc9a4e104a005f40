package org.modyn.ml.optimizer;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Tuple;
import org.modyn.common.config.schema.Violations;

/** How much of the moving averages of gradients and of their squares each step keeps. */
@Tuple
@Description("Decay rates of the averages of the gradients and of their squares")
public record Betas(
    @Description("Share of the average gradient that a step keeps") @Minimum(0) double first,
    @Description("Decay rate of the average of the squared gradients") @Minimum(0) double second) {

  @Rule
  static void averagesForget(double first, double second, Violations violations) {
    if (first >= 1) {
      violations.add("first", "must be below 1, but is %s", first);
    }
    if (second >= 1) {
      violations.add("second", "must be below 1, but is %s", second);
    }
  }
}
