package org.modyn.common.config;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.modyn.common.config.internal.RecordSchema;

/** Copies records with changed components, without listing the unchanged ones. */
public final class RecordCopy {
  private RecordCopy() {}

  /**
   * Returns a copy of a record with some components changed.
   *
   * @param changed the new values by the names of their components
   * @throws IllegalArgumentException when there is no such component, or a rule or the constructor
   *     of the record rejects the values
   */
  public static <T extends Record> T with(T record, Map<String, Object> changed) {
    return RecordSchema.copy(record, changed);
  }

  /**
   * Returns a copy of a record in which every component of a name is changed: its own component,
   * and those of nested records in lists, maps and optional values, at any depth.
   *
   * @param change maps the old value to the new one
   * @throws IllegalArgumentException when a rule or the constructor of a record rejects the values
   */
  @SuppressWarnings("unchecked")
  public static <T extends Record> T replaceAll(
      T record, String component, UnaryOperator<Object> change) {
    return (T) RecordSchema.replaceAll(record, component, change);
  }
}
