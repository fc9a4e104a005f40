package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

/**
 * Samples to insert, as columns that are not copied.
 *
 * @param triggerId the first trigger whose training set can contain the samples
 * @param timestamps seconds since 1970
 * @param size the number of samples; further elements of the columns are ignored
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter object that is never compared
public record SampleRows(
    int pipelineId, int triggerId, long[] keys, long[] timestamps, long[] labels, int size) {
  public SampleRows {
    requireNonNull(keys, "keys is null");
    requireNonNull(timestamps, "timestamps is null");
    requireNonNull(labels, "labels is null");
  }
}
