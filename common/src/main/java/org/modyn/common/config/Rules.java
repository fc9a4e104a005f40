package org.modyn.common.config;

import java.util.List;
import java.util.stream.Collectors;
import org.modyn.common.config.internal.RecordRules;
import org.modyn.common.config.schema.Violations;

/** Lets a record's constructor check the {@link org.modyn.common.config.schema.Rule}s. */
public final class Rules {
  private Rules() {}

  /**
   * Checks all rules of a record.
   *
   * @param components all of them, in their order
   * @throws IllegalArgumentException with all that is wrong
   */
  public static void check(Class<? extends Record> type, Object... components) {
    List<Violations.Violation> violations = RecordRules.violations(type, List.of(components));
    if (!violations.isEmpty()) {
      throw new IllegalArgumentException(
          violations.stream()
              .map(Violations.Violation::toString)
              .collect(Collectors.joining("; ", type.getSimpleName() + ": ", "")));
    }
  }
}
