package org.modyn.selector.strategy;

/** Reads chosen samples in order of arrival, in pieces of the caller's size. For one thread. */
interface SampleCursor extends AutoCloseable {
  /**
   * Copies the keys and the weights of the next samples.
   *
   * @param length at most how many
   * @return how many were copied: {@code length}, or fewer where there are no more, of one kind
   *     when kinds are mixed; 0 at the end
   */
  int read(long[] keys, float[] weights, int offset, int length);

  @Override
  void close();
}
