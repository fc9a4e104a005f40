package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.optimizer.ParameterGroup;

/** Learning rates in the state of a schedule. */
final class StoredRates {
  /** The name of a stored state in messages. */
  static final String FIELD = "stored lr_scheduler";

  private StoredRates() {}

  /**
   * Sets the rates of groups.
   *
   * @throws ModynException INVALID_ARGUMENT when they are those of another number of groups
   */
  static void set(List<ParameterGroup> groups, List<Double> rates) {
    if (rates.size() != groups.size()) {
      throw ModynException.invalidArgument(
          "%s: has the learning rates of %d parameter groups, but the optimizers have %d; train"
              + " without load_optimizer_state",
          FIELD, rates.size(), groups.size());
    }
    for (int index = 0; index < rates.size(); index++) {
      groups.get(index).setLearningRate(rates.get(index));
    }
  }
}
