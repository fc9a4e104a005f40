package org.modyn.ml.schedule;

import java.util.Collections;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.optimizer.ParameterGroup;

/** Options that have one value for all parameter groups, or one for each. */
final class GroupValues {
  private GroupValues() {}

  /**
   * Returns the value of each group.
   *
   * @param option its key, for messages
   * @param values one value, or one value per group
   * @throws ModynException INVALID_ARGUMENT for any other number of values
   */
  static List<Double> of(String option, List<Double> values, List<ParameterGroup> groups) {
    if (values.size() == 1) {
      return Collections.nCopies(groups.size(), values.getFirst());
    }
    if (values.size() != groups.size()) {
      throw ModynException.invalidArgument(
          "%s.%s: has %d values, but the optimizer has %d parameter groups",
          Schedules.OPTIONS_FIELD, option, values.size(), groups.size());
    }
    return values;
  }

  /**
   * Checks that all groups have a momentum.
   *
   * @throws ModynException INVALID_ARGUMENT when a group has no momentum
   */
  static void checkMomentum(List<ParameterGroup> groups) {
    if (groups.stream().anyMatch(group -> group.momentum().isEmpty())) {
      throw ModynException.invalidArgument(
          "%s.cycle_momentum: must be false, as the algorithm of the optimizer has neither momentum"
              + " nor betas",
          Schedules.OPTIONS_FIELD);
    }
  }
}
