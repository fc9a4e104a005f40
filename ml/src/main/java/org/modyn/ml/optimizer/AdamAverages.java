package org.modyn.ml.optimizer;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;

/**
 * Options about the moving averages that Adam and the optimizers derived from it have in common.
 */
public record AdamAverages(
    @Description("Decay rates of the averages of the gradients and of their squares")
        @Default("[0.9, 0.999]")
        Betas betas,
    @Description("Term added to the denominator, which avoids divisions by zero")
        @Default("1e-8")
        @Minimum(0)
        double eps) {}
