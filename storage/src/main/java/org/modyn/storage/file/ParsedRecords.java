package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

/**
 * The result of {@link FileWrapper#parse}.
 *
 * @param labels of its samples, in order; at least one
 * @param locations the locations of the records, in the wrapper's own format; empty when they can
 *     be computed. Must not be modified.
 */
public record ParsedRecords(PackedLabels labels, byte[] locations) {
  private static final byte[] NONE = {};

  public ParsedRecords {
    requireNonNull(labels, "labels is null");
    requireNonNull(locations, "locations is null");
  }

  /** Returns the result for a file whose record locations can be computed. */
  public static ParsedRecords of(PackedLabels labels) {
    return new ParsedRecords(labels, NONE);
  }

  /** Number of samples. */
  public int size() {
    return labels.size();
  }
}
