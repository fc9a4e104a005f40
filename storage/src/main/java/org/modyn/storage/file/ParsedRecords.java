package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

/**
 * What {@link FileWrapper#parse} found in a file.
 *
 * @param labels of its samples, in order; at least one
 * @param locations where the records lie, in the wrapper's own format; empty when they can be found
 *     without. Not to be changed.
 */
public record ParsedRecords(PackedLabels labels, byte[] locations) {
  private static final byte[] NONE = {};

  public ParsedRecords {
    requireNonNull(labels, "labels is null");
    requireNonNull(locations, "locations is null");
  }

  /** Of a file whose records can be found without a list of their locations. */
  public static ParsedRecords of(PackedLabels labels) {
    return new ParsedRecords(labels, NONE);
  }

  /** Number of samples. */
  public int size() {
    return labels.size();
  }
}
