package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

/**
 * Samples to insert: columns, which are not copied.
 *
 * @param triggerId the trigger in whose training set they can be first
 * @param timestamps seconds since 1970
 * @param size the number of samples; only so many elements of each column count
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of columns that nobody compares
public record SampleRows(
    int pipelineId, int triggerId, long[] keys, long[] timestamps, long[] labels, int size) {
  public SampleRows {
    requireNonNull(keys, "keys is null");
    requireNonNull(timestamps, "timestamps is null");
    requireNonNull(labels, "labels is null");
  }
}
