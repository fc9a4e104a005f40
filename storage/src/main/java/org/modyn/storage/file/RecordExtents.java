package org.modyn.storage.file;

/**
 * The byte ranges of whole records in a file: a file without some of these ranges is a valid file
 * without these records.
 */
public interface RecordExtents {
  /** Returns the offset of the first byte of the record at {@code position}. */
  long start(int position);

  /**
   * Returns the offset after the last byte of the record; records at larger positions start at this
   * offset or later.
   */
  long end(int position);
}
