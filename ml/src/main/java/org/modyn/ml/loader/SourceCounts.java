package org.modyn.ml.loader;

/**
 * What a {@link BatchSource} has read since it was opened, samples that were not selected included.
 *
 * @param batches as the loader made them
 * @param samples in these batches
 */
public record SourceCounts(long batches, long samples) {
  /** Nothing. */
  public static final SourceCounts NONE = new SourceCounts(0, 0);

  /** Returns these counts and others added up. */
  public SourceCounts plus(SourceCounts other) {
    return new SourceCounts(batches + other.batches, samples + other.samples);
  }
}
