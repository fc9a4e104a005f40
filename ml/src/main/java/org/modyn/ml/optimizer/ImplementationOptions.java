package org.modyn.ml.optimizer;

import java.util.Optional;
import org.modyn.common.config.schema.Description;

/**
 * Options by which PyTorch chooses between implementations of one algorithm. They are accepted, so
 * that files of the original run, and have no effect.
 */
public record ImplementationOptions(
    @Description("Has no effect here; chooses an implementation in PyTorch")
        Optional<Boolean> foreach,
    @Description("Has no effect here; chooses an implementation in PyTorch")
        Optional<Boolean> fused,
    @Description("Has no effect here; chooses an implementation in PyTorch")
        Optional<Boolean> capturable,
    @Description("Has no effect here; chooses an implementation in PyTorch")
        Optional<Boolean> differentiable) {}
