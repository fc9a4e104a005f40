package org.modyn.storage.file;

import java.io.IOException;
import org.modyn.common.sample.SampleEncoder;

/** The samples of one open file, by their place in it. Safe for concurrent use. */
public interface Records {
  /** Bytes of the sample at {@code place}, without its label. */
  int length(int place);

  /** The first byte of the file that is needed to read the sample at {@code place}. */
  long start(int place);

  /** The byte after the last one that is needed; larger places start there or behind it. */
  long end(int place);

  /**
   * Appends the sample at {@code place}, without its label, to {@code message}.
   *
   * @throws IOException when the file cannot be read
   */
  void append(int place, long key, long label, SampleEncoder message) throws IOException;
}
