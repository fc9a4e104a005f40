package org.modyn.selector.sampling;

/**
 * Decides for each sample of a scan whether it is part of the selection. A sampler reads
 * consecutive positions in ascending order, each exactly once. Not thread safe.
 */
public interface Sampler extends AutoCloseable {
  /** Loads the next {@code count} samples; {@link #isSelected} is then called once for each. */
  void advance(int count);

  /** Returns whether the next sample is selected, and advances to the one after it. */
  boolean isSelected();

  /** Returns whether none of the remaining samples can be selected, so that the scan may stop. */
  boolean isDone();

  @Override
  void close();
}
