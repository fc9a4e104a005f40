package org.modyn.common.config;

import java.util.Map;
import org.modyn.common.config.internal.RecordSchema;

/** Copies records that have too many components to list them all for the change of one. */
public final class RecordCopy {
  private RecordCopy() {}

  /**
   * A record that differs from another in some components.
   *
   * @param changed the new values by the names of their components
   * @throws IllegalArgumentException when there is no such component, or the record's constructor
   *     refuses the values
   */
  public static <T extends Record> T with(T record, Map<String, Object> changed) {
    return RecordSchema.copy(record, changed);
  }
}
