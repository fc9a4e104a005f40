package org.modyn.common.config.internal;

import java.util.List;
import java.util.Map;

/**
 * Represents an invalid value whose problem has been reported, or a value that is not known yet.
 * Keeps its valid parts, which rules may still compare.
 */
sealed interface Invalid {
  /** A value without valid parts, or a number that is known later. */
  Invalid VALUE = new Value();

  /** A value without valid parts. */
  record Value() implements Invalid {}

  /**
   * A section.
   *
   * @param components all components of the record, at least one of them invalid or in conflict
   *     with others
   */
  record Section(Class<?> type, List<Object> components) implements Invalid {}

  /** A list with an invalid item. */
  record Items(List<Object> items) implements Invalid {}

  /** A section with arbitrary keys and an invalid value. */
  record Entries(Map<String, Object> values) implements Invalid {}
}
