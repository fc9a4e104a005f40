package org.modyn.common.config;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.modyn.common.config.internal.RecordSchema;

/** Copies records that have too many components to list them all for the change of one. */
public final class RecordCopy {
  private RecordCopy() {}

  /**
   * A record that differs from another in some components.
   *
   * @param changed the new values by the names of their components
   * @throws IllegalArgumentException when there is no such component, or a rule or the constructor
   *     of the record refuses the values
   */
  public static <T extends Record> T with(T record, Map<String, Object> changed) {
    return RecordSchema.copy(record, changed);
  }

  /**
   * A record in which every component of one name has another value: its own, and those of the
   * records in its lists, maps and optional values, however deep.
   *
   * @param change from the old value to the new one
   * @throws IllegalArgumentException when a rule or the constructor of a record refuses the values
   */
  @SuppressWarnings("unchecked")
  public static <T extends Record> T replaceAll(
      T record, String component, UnaryOperator<Object> change) {
    return (T) RecordSchema.replaceAll(record, component, change);
  }
}
