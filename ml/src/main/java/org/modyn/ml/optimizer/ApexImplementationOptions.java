package org.modyn.ml.optimizer;

import java.util.Optional;
import org.modyn.common.config.schema.Description;

/**
 * Options that select APEX's implementation and the memory that it uses. They are accepted for
 * compatibility with pipeline files of the original, and have no effect.
 */
public record ApexImplementationOptions(
    @Description("Has no effect here; says how APEX clears gradients")
        Optional<Boolean> setGradNone,
    @Description("Has no effect here; says how APEX keeps gradients in mixed precision")
        Optional<Boolean> materializeMasterGrads,
    @Description("Has no effect here; chooses an implementation in APEX")
        Optional<Boolean> capturable,
    @Description("Has no effect here; says how APEX keeps parameters in mixed precision")
        Optional<Boolean> masterWeights) {}
