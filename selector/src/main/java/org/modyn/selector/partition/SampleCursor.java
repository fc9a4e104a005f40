package org.modyn.selector.partition;

/** Reads selected samples in order of arrival, in batches of the caller's size. Not thread safe. */
public interface SampleCursor extends AutoCloseable {
  /**
   * Copies the keys and the weights of the next samples.
   *
   * @param length the maximum number of samples to copy
   * @return the number of samples copied; less than {@code length} when a source is exhausted, 0 at
   *     the end
   */
  int read(long[] keys, float[] weights, int offset, int length);

  @Override
  void close();
}
