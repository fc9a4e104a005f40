package org.modyn.common.config;

import org.modyn.common.config.internal.RecordSchema;

/**
 * Checks the {@link org.modyn.common.config.schema.Rule}s of records that are created by Java code.
 * Records that are read from a file, and those that {@link RecordCopy} creates, have been checked
 * already.
 */
public final class Rules {
  private Rules() {}

  /**
   * Checks all rules of a record, but not those of the records in it.
   *
   * @return the record
   * @throws IllegalArgumentException with all problems
   */
  public static <T extends Record> T checked(T record) {
    RecordSchema.requireRules(record);
    return record;
  }
}
