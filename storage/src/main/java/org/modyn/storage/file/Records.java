package org.modyn.storage.file;

import org.modyn.common.sample.SampleEncoder;

/** The samples of one open file, by their place in it. */
public interface Records {
  /** Bytes of sample {@code index}, without its label. */
  int length(int index);

  /** Appends sample {@code index}, without its label, to {@code message}. */
  void append(int index, long key, long label, SampleEncoder message);
}
