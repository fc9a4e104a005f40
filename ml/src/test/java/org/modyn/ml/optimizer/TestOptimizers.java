package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.option.Registry;

/** Optimizers with one group, for a {@link Problem}. */
final class TestOptimizers {
  private TestOptimizers() {}

  static Optimizer create(NDManager manager, Problem problem, String algorithm, String options) {
    Registry<OptimizerOptions> registry =
        algorithm.startsWith("Fused") ? Optimizers.APEX_REGISTRY : Optimizers.REGISTRY;
    OptimizerSpecification specification =
        new OptimizerSpecification(
            "default",
            List.of(
                new OptimizerSpecification.Group(
                    "module", "model", registry.read("algorithm", algorithm, "config", options))));
    return specification.create(
        manager, new ModuleParameters(problem.parameters()), new FieldProblems());
  }
}
