package org.modyn.storage.file;

import java.io.IOException;
import org.modyn.common.sample.SampleEncoder;

/**
 * The samples of one open file, by position. Positions refer to the current file: a file that was
 * rewritten has fewer samples than when it was ingested. Thread safe.
 */
public interface Records extends RecordExtents {
  /** Returns the size of the sample at {@code position} in bytes, without its label. */
  int length(int position);

  /**
   * Appends the sample at {@code position}, without its label, to {@code message}.
   *
   * @throws IOException when the file cannot be read
   */
  void append(int position, long key, long label, SampleEncoder message) throws IOException;
}
