package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.modyn.common.sample.SampleEncoder;

/**
 * A memory-mapped file; frequently read pages are in the page cache. The mapping stays that of the
 * same file when another one takes its path.
 *
 * @param mapped the version of the file that is mapped
 */
record MappedContent(
    LocalFilesystemWrapper filesystem, FileStatus ingested, FileVersion mapped, MemorySegment bytes)
    implements FileContent {
  private static final int CACHE_LINE_BYTES = 64;

  /** Processors load the rest of a long range by themselves while it is copied. */
  private static final int LOADED_BYTES = 4 * CACHE_LINE_BYTES;

  MappedContent {
    requireNonNull(filesystem, "filesystem is null");
    requireNonNull(ingested, "ingested is null");
    requireNonNull(mapped, "mapped is null");
    requireNonNull(bytes, "bytes is null");
  }

  @Override
  public int prefetch(long[] starts, long[] ends, int count) {
    return count;
  }

  @Override
  public int load(long[] starts, long[] ends, int count) {
    int sum = 0;
    for (int range = 0; range < count; range++) {
      long end = Math.min(ends[range], starts[range] + LOADED_BYTES);
      for (long offset = starts[range]; offset < end; offset += CACHE_LINE_BYTES) {
        sum += bytes.get(ValueLayout.JAVA_BYTE, offset);
      }
      if (end > starts[range]) {
        sum += bytes.get(ValueLayout.JAVA_BYTE, end - 1);
      }
    }
    return sum;
  }

  @Override
  public void append(long offset, int length, SampleEncoder message) {
    message.append(bytes, offset, length);
  }

  @Override
  public void requireUnchanged() throws IOException {
    FileVersion now = filesystem.version(ingested.path());
    if (!now.status().equals(ingested)) {
      throw new FileChangedException(ingested, now.status());
    }
    if (!now.equals(mapped)) {
      throw new FileReplacedException(ingested.path());
    }
  }
}
