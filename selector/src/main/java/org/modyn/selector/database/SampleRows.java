package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

/**
 * Samples to insert: columns of the same length, which are not copied.
 *
 * @param triggerId the trigger in whose training set they can be first
 * @param timestamps seconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of columns that nobody compares
public record SampleRows(
    int pipelineId, int triggerId, long[] keys, long[] timestamps, long[] labels) {
  public SampleRows {
    requireNonNull(keys, "keys is null");
    requireNonNull(timestamps, "timestamps is null");
    requireNonNull(labels, "labels is null");
  }

  int size() {
    return keys.length;
  }
}
