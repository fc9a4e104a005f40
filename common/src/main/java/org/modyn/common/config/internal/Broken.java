package org.modyn.common.config.internal;

import java.util.List;
import java.util.Map;

/**
 * Represents an invalid value whose problem has been reported, or a value that is not known yet.
 * Keeps its valid parts, which rules may still compare.
 */
sealed interface Broken {
  /** A value without valid parts, or a number that is known later. */
  Broken VALUE = new Value();

  /** A value without valid parts. */
  record Value() implements Broken {}

  /**
   * A section.
   *
   * @param components all components of the record, at least one of them broken or in conflict with
   *     others
   */
  record Section(Class<?> type, List<Object> components) implements Broken {}

  /** A list with a broken item. */
  record Items(List<Object> items) implements Broken {}

  /** A section with arbitrary keys and a broken value. */
  record Entries(Map<String, Object> values) implements Broken {}
}
