package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.List;

/** Makes optimizers of one algorithm. */
@FunctionalInterface
interface OptimizerFactory {
  /**
   * @param manager the parent of the optimizer's own manager
   */
  Optimizer create(String name, NDManager manager, List<ParameterGroup> groups);
}
