package org.modyn.storage.file;

import java.io.IOException;
import org.modyn.common.sample.SampleEncoder;

/**
 * The samples of one open file, by their place in it. Places are those in the file as it is now: a
 * file that was rewritten has fewer than when it was ingested. Safe for concurrent use.
 */
public interface Records extends RecordExtents {
  /** Bytes of the sample at {@code place}, without its label. */
  int length(int place);

  /**
   * Appends the sample at {@code place}, without its label, to {@code message}.
   *
   * @throws IOException when the file cannot be read
   */
  void append(int place, long key, long label, SampleEncoder message) throws IOException;
}
