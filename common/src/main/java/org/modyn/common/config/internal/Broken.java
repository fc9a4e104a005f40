package org.modyn.common.config.internal;

import java.util.List;
import java.util.Map;

/**
 * Stands for a value that is wrong, and of which the problem has been reported, or that is not
 * known yet, with what is right in it: rules may compare that.
 */
sealed interface Broken {
  /** A value of which nothing is right, or a number that is known later. */
  Broken VALUE = new Value();

  /** A value of which nothing is right. */
  record Value() implements Broken {}

  /**
   * A section.
   *
   * @param components as many as the record has, at least one of them broken or in conflict with
   *     others
   */
  record Section(Class<?> type, List<Object> components) implements Broken {}

  /** A list with a broken item. */
  record Items(List<Object> items) implements Broken {}

  /** A section with free keys and a broken value. */
  record Entries(Map<String, Object> values) implements Broken {}
}
