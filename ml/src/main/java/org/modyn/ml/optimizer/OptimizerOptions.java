package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.Optional;

/**
 * The options of a parameter group: a record whose {@link org.modyn.common.config.schema.Name} is
 * the name of the algorithm.
 */
public interface OptimizerOptions {
  /**
   * Creates the update rule of the algorithm with these options.
   *
   * @param manager owns the arrays of the rule
   */
  UpdateRule createRule(NDManager manager);

  /** The algorithm that runs, when the file names one of another library, as FusedSGD: SGD. */
  default Optional<String> runsAs() {
    return Optional.empty();
  }
}
