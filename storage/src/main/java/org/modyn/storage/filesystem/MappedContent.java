package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.modyn.common.sample.SampleEncoder;

/** A memory-mapped file; frequently read pages are in the page cache. */
record MappedContent(LocalFilesystemWrapper filesystem, FileStatus ingested, MemorySegment bytes)
    implements FileContent {
  MappedContent {
    requireNonNull(filesystem, "filesystem is null");
    requireNonNull(ingested, "ingested is null");
    requireNonNull(bytes, "bytes is null");
  }

  @Override
  public int prefetch(long[] starts, long[] ends, int count) {
    return count;
  }

  @Override
  public void append(long offset, int length, SampleEncoder message) {
    message.append(bytes, offset, length);
  }

  @Override
  public void requireUnchanged() throws IOException {
    FileStatus now = filesystem.status(ingested.path());
    if (!now.equals(ingested)) {
      throw new FileChangedException(ingested, now);
    }
  }
}
