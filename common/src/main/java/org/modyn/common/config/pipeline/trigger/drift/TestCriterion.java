package org.modyn.common.config.pipeline.trigger.drift;

import java.util.Optional;
import org.modyn.common.config.schema.Violations;

/** Rules about the criterion that uses a metric's statistical test. */
final class TestCriterion {
  private static final String NAME = "HypothesisTestCriterion";

  private TestCriterion() {}

  /** Returns whether a criterion has the name of the one that uses the test. */
  static boolean isIt(String criterion) {
    return criterion.equals(NAME);
  }

  /** Adds a violation if the criterion needs a test that has no permutations. */
  static void requirePermutations(
      Optional<Integer> numPermutations, String criterion, Violations violations) {
    if (isIt(criterion) && numPermutations.isEmpty()) {
      violations.add("num_permutations", "is required by %s", criterion);
    }
  }
}
