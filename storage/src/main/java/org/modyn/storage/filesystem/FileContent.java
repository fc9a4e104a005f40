package org.modyn.storage.filesystem;

import java.io.IOException;
import org.modyn.common.sample.SampleEncoder;

/**
 * The bytes of an ingested file, for random access to samples. Thread safe. When the file is
 * truncated meanwhile, reading may throw {@link InternalError}.
 *
 * <p>All methods throw {@link FileChangedException} or {@link java.nio.file.NoSuchFileException}
 * when the file is no longer the ingested one, and {@link FilesystemUnavailableException} when its
 * state cannot be determined.
 */
public interface FileContent {
  /**
   * Announces the byte ranges to read next, in ascending order; a remote filesystem fetches them in
   * parallel, in few requests. May return before they are fetched; {@link #append} waits for them.
   *
   * @param starts first byte of each range
   * @param ends the byte after each range
   * @param count number of ranges, at least 1, at most the length of the arrays
   * @return the number of ranges that are being fetched. When there is no space for all of them,
   *     read these before calling this method for the rest
   */
  int prefetch(long[] starts, long[] ends, int count) throws IOException;

  /**
   * Loads the beginnings of the next byte ranges into the processor's caches, if the file is in
   * memory. Reading scattered records costs little but the wait for memory: loads that do not
   * depend on each other wait together, while copies wait one after the other.
   *
   * @param starts first byte of each range
   * @param ends the byte after each range
   * @param count number of ranges, some dozens
   * @return a number without meaning, for the caller to use, so that the loads are not optimized
   *     away
   */
  default int load(long[] starts, long[] ends, int count) {
    return 0;
  }

  /** Appends bytes [offset, offset + length) to the current sample. */
  void append(long offset, int length, SampleEncoder message) throws IOException;

  /**
   * Verifies that the appended bytes are those of the ingested file; must be called before they are
   * returned to a client. Throws {@link FileReplacedException} when it is the ingested file again,
   * but was another one meanwhile. A remote filesystem need not check each time if its copies
   * cannot be of another version.
   */
  void requireUnchanged() throws IOException;
}
