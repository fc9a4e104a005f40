package org.modyn.selector.seen;

import org.modyn.common.error.ModynException;

/**
 * Reads a range of one column in order of arrival, in batches of the caller's size. May be used by
 * the thread that created it only.
 */
public interface ColumnCursor extends AutoCloseable {
  /**
   * Copies the next values to {@code target}.
   *
   * @param length the maximum number of values to copy
   * @return the number of values copied; less than {@code length} at the end of the range
   * @throws ModynException DATA_LOSS, naming the file, when a checksum does not match, or when a
   *     sample is missing in the database
   */
  int read(long[] target, int offset, int length);

  @Override
  void close();
}
