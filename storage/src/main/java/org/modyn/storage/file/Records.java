package org.modyn.storage.file;

import java.io.IOException;
import org.modyn.common.sample.SampleEncoder;

/** The samples of one open file, by their place in it. Safe for concurrent use. */
public interface Records {
  /** Bytes of the sample at {@code place}, without its label. */
  int length(int place);

  /** Offset of the first byte of the record at {@code place}, with all that belongs to it. */
  long start(int place);

  /**
   * Offset of the byte after the record at {@code place}, with all that belongs to it. Records lie
   * in the order of their places and do not overlap: without the bytes from start to end, the file
   * is one without this record.
   */
  long end(int place);

  /**
   * Appends the sample at {@code place}, without its label, to {@code message}.
   *
   * @throws IOException when the file cannot be read
   */
  void append(int place, long key, long label, SampleEncoder message) throws IOException;
}
