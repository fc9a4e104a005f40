package org.modyn.selector.seen;

import org.modyn.common.error.ModynException;

/**
 * Reads a range of one column in order of arrival, in pieces of the caller's size. For one thread:
 * the one that made it.
 */
public interface ColumnCursor extends AutoCloseable {
  /**
   * Copies the next values to {@code target}.
   *
   * @param length at most how many values
   * @return how many values were copied: {@code length}, or fewer where the range ends
   * @throws ModynException DATA_LOSS, naming the file, when a checksum does not match, or when the
   *     database has lost a sample
   */
  int read(long[] target, int offset, int length);

  @Override
  void close();
}
