package org.modyn.storage.filesystem;

import java.io.IOException;
import org.modyn.common.sample.SampleEncoder;

/**
 * The bytes of a taken file, for reading samples at random. Safe for concurrent use. When the file
 * is cut meanwhile, reading may throw {@link InternalError}.
 */
public interface FileContent {
  /**
   * Says which byte ranges are read next, ascending; a remote filesystem fetches them in few
   * requests, in parallel. It may return before they are there: {@link #append} waits.
   *
   * @param starts first byte of each range
   * @param ends the byte after each range
   * @param count number of ranges, which may be fewer than the arrays hold
   */
  void prefetch(long[] starts, long[] ends, int count) throws IOException;

  /** Appends bytes [offset, offset + length) to the sample that was begun. */
  void append(long offset, int length, SampleEncoder message) throws IOException;
}
