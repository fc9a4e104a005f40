package org.modyn.ml.optimizer;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;

/**
 * Options about the moving averages that Adam and the optimizers derived from it have in common.
 */
public record AdamAverages(
    @Description("Shares of the averages of gradients and of their squares that a step keeps")
        @Default("[0.9, 0.999]")
        Betas betas,
    @Description("Added to the divisor, against divisions by zero") @Default("1e-8") @Minimum(0)
        double eps) {}
