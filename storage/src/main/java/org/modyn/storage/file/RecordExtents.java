package org.modyn.storage.file;

/**
 * Where the records of a file lie with everything that belongs to them: a file without some of
 * these bytes is a file without these records.
 */
public interface RecordExtents {
  /** Offset of the first byte of the record at {@code place}. */
  long start(int place);

  /** Offset of the byte after its last one; larger places start there or behind it. */
  long end(int place);
}
