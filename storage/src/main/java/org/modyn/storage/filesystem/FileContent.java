package org.modyn.storage.filesystem;

import java.io.IOException;
import org.modyn.common.sample.SampleEncoder;

/**
 * The bytes of an ingested file, for reading samples at random. Safe for concurrent use. When the
 * file is cut meanwhile, reading may throw {@link InternalError}.
 *
 * <p>All methods throw {@link FileChangedException} or {@link java.nio.file.NoSuchFileException}
 * when the file is not the one any more that was ingested, and {@link
 * FilesystemUnavailableException} when nothing can be known about it now.
 */
public interface FileContent {
  /**
   * Says which byte ranges are read next, ascending; a remote filesystem fetches them in few
   * requests, in parallel. It may return before they are there: {@link #append} waits.
   *
   * @param starts first byte of each range
   * @param ends the byte after each range
   * @param count number of ranges, at least 1, which may be fewer than the arrays hold
   * @return how many of the ranges are seen to: when there is no room for all of them, what was
   *     seen to is to be read before it is called for the rest
   */
  int prefetch(long[] starts, long[] ends, int count) throws IOException;

  /** Appends bytes [offset, offset + length) to the sample that was begun. */
  void append(long offset, int length, SampleEncoder message) throws IOException;

  /**
   * Makes sure that what was appended are bytes of the file as it was when it was ingested; to be
   * called before they are handed out. A remote filesystem need not ask each time when its copies
   * cannot be of another file.
   */
  void requireUnchanged() throws IOException;
}
